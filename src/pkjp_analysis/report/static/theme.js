// Before anything is drawn: scripts run, and the theme that the reader chose before.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.remove("no-script");
  try {
    var chosen = localStorage.getItem("theme");
    if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  } catch (refused) {
    // No storage: the theme is that of the system.
  }
})();
