// Theme and folding. Every page reads whole without it.
(function () {
  "use strict";
  var root = document.documentElement;

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  var theme = document.querySelector("button.theme");
  if (theme) {
    theme.hidden = false;
    theme.setAttribute("aria-pressed", String(isDark()));
    theme.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      theme.setAttribute("aria-pressed", String(isDark()));
      try {
        localStorage.setItem("theme", root.dataset.theme);
      } catch (refused) {
        // Kept for this page alone.
      }
    });
  }

  document.querySelectorAll("button.unfold").forEach(function (button) {
    button.parentElement.hidden = false;
    button.addEventListener("click", function () {
      var open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      document.querySelectorAll("details.source").forEach(function (part) {
        part.open = open;
      });
    });
  });
})();
