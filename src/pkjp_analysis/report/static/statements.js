// The table of statements: filter, search, sort, and blocks that open. Without it every block stands open.
(function () {
  "use strict";
  var table = document.getElementById("statements");
  if (!table) return;
  var statements = Array.from(table.querySelectorAll("tbody.statement"));
  var search = document.getElementById("search");
  var openAll = document.getElementById("open-all");
  var none = document.getElementById("none-found");
  var filters = {};
  ["section", "verdict", "kind", "importance"].forEach(function (name) {
    filters[name] = document.getElementById("filter-" + name);
  });

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function rankIn(name, value) {
    return Array.from(filters[name].options).findIndex(function (option) {
      return option.value === value;
    });
  }

  statements.forEach(function (statement, place) {
    statement.place = place;
    statement.block = statement.querySelector("tr.block");
    statement.words = plain(statement.querySelector("tr.summary").textContent + " " + statement.dataset.words);
    var link = statement.querySelector("tr.summary th a");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "opener";
    button.textContent = link.textContent;
    button.setAttribute("aria-controls", statement.block.id);
    link.replaceWith(button);
    statement.opener = button;
    button.addEventListener("click", function () {
      show(statement, statement.block.hidden);
      setAddress(statement.block.hidden ? told() : statement.id);
      sayOpenAll();
    });
    show(statement, false);
  });

  function show(statement, open) {
    statement.block.hidden = !open;
    statement.opener.setAttribute("aria-expanded", String(open));
  }

  function setAddress(name) {
    history.replaceState(null, "", name ? "#" + name : location.href.split("#")[0]);
  }

  // The filters as the address has them, as verdict=mixed&search=rice.
  function told() {
    var said = new URLSearchParams();
    Object.keys(filters).forEach(function (name) {
      if (filters[name].value) said.set(name, filters[name].value);
    });
    if (search.value.trim()) said.set("search", search.value.trim());
    return said.toString();
  }

  function matches(statement, words) {
    var section = filters.section.value;
    var own = statement.dataset.section;
    if (section && own !== section && !own.startsWith(section + ".")) return false;
    var others = ["verdict", "kind", "importance"].every(function (name) {
      return !filters[name].value || statement.dataset[name] === filters[name].value;
    });
    return others && words.every(function (word) {
      return statement.words.includes(word);
    });
  }

  function filter() {
    var words = plain(search.value).split(/\s+/).filter(Boolean);
    var found = 0;
    statements.forEach(function (statement) {
      var fits = matches(statement, words);
      statement.hidden = !fits;
      found += fits;
    });
    document.getElementById("count").textContent = found + " of " + statements.length + " statements";
    none.hidden = found > 0;
    sayOpenAll();
  }

  function shown() {
    return statements.filter(function (statement) {
      return !statement.hidden;
    });
  }

  function someClosed() {
    return shown().some(function (statement) {
      return statement.block.hidden;
    });
  }

  function sayOpenAll() {
    openAll.textContent = someClosed() || !shown().length ? "Open all" : "Close all";
  }

  function clear() {
    Object.keys(filters).forEach(function (name) {
      filters[name].value = "";
    });
    search.value = "";
  }

  // What is compared where the table is sorted by a column.
  var keys = {
    id: function (statement) {
      return [statement.place];
    },
    section: function (statement) {
      return statement.dataset.section.split(".").map(function (part) {
        return Number(part) || 0;
      });
    },
    kind: function (statement) {
      return [rankIn("kind", statement.dataset.kind)];
    },
    importance: function (statement) {
      return [Number(statement.dataset.importance)];
    },
    verdict: function (statement) {
      return [rankIn("verdict", statement.dataset.verdict)];
    },
  };

  function compare(one, other) {
    for (var place = 0; place < Math.max(one.length, other.length); place += 1) {
      var difference = (one[place] || 0) - (other[place] || 0);
      if (difference) return difference;
    }
    return 0;
  }

  table.querySelectorAll("thead th[data-key]").forEach(function (head) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    head.setAttribute("aria-sort", head.dataset.key === "id" ? "ascending" : "none");
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      var key = keys[head.dataset.key];
      table.querySelectorAll("thead th[aria-sort]").forEach(function (each) {
        each.setAttribute("aria-sort", "none");
      });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      statements.sort(function (one, other) {
        return (down ? -1 : 1) * compare(key(one), key(other)) || one.place - other.place;
      });
      table.append.apply(table, statements);
    });
  });

  // An address names a statement, a verdict of the list above the table, or filters.
  function follow() {
    var name = location.hash.slice(1);
    var statement = statements.find(function (each) {
      return each.id === name;
    });
    if (statement) {
      if (statement.hidden) {
        clear();
        filter();
      }
      show(statement, true);
      sayOpenAll();
      statement.scrollIntoView();
      return;
    }
    var verdict = Array.from(filters.verdict.options).find(function (option) {
      return option.value && name === "statements-" + option.value.replace(/[^A-Za-z0-9.]+/g, "-");
    });
    if (verdict) {
      clear();
      filters.verdict.value = verdict.value;
      filter();
      table.scrollIntoView();
    } else if (name.includes("=")) {
      var said = new URLSearchParams(name);
      clear();
      Object.keys(filters).forEach(function (each) {
        if (rankIn(each, said.get(each)) > 0) filters[each].value = said.get(each);
      });
      search.value = said.get("search") || "";
      filter();
    }
  }

  function changed() {
    filter();
    setAddress(told());
  }

  Object.keys(filters).forEach(function (name) {
    filters[name].addEventListener("change", changed);
  });
  search.addEventListener("input", changed);
  document.getElementById("reset").addEventListener("click", function () {
    clear();
    changed();
  });
  openAll.addEventListener("click", function () {
    var open = someClosed();
    shown().forEach(function (statement) {
      show(statement, open);
    });
    sayOpenAll();
  });
  // A link to the address that the page has already changes no address.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href*='#']");
    if (link && link.href === location.href) follow();
  });
  window.addEventListener("hashchange", follow);
  search.closest(".controls").hidden = false;
  filter();
  follow();
})();
