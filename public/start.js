/*
 * The last resort, before any other script: whatever keeps the page from starting, it never stays
 * white. Not built, so that every browser can read it; its words are here, because the catalogs come
 * with what did not start.
 */
(function () {
  var WORDS = {
    en: [
      'Parley does not start.',
      'A part of it did not come, or this browser is too old for it (it needs one of 2023 or newer). What you learned is kept.',
      'Try again',
    ],
    es: [
      'Parley no arranca.',
      'No ha llegado una parte, o este navegador es demasiado antiguo (hace falta uno de 2023 o posterior). Lo que has aprendido se guarda.',
      'Intentarlo otra vez',
    ],
  };
  /* It may start all the same. */
  var UNSURE_MS = 3000;
  var SLOW_MS = 20000;
  var TRIED = 'parley-start-tried';

  function started() {
    var app = document.getElementById('app');
    return app !== null && app.childElementCount > 0;
  }

  function tell() {
    if (started() || document.getElementById('not-started')) return;
    var words = WORDS[(navigator.language || 'en').slice(0, 2)] || WORDS.en;
    var box = document.createElement('main');
    box.id = 'not-started';
    box.setAttribute('role', 'alert');
    var title = document.createElement('h1');
    title.textContent = words[0];
    var text = document.createElement('p');
    text.textContent = words[1];
    var again = document.createElement('button');
    again.type = 'button';
    again.textContent = words[2];
    again.onclick = function () {
      location.reload();
    };
    box.append(title, text, again);
    document.body.appendChild(box);
  }

  /** An old page whose files are gone is loaded anew, once; the second time it is said. */
  function broken() {
    if (started()) return;
    var tried = null;
    try {
      tried = sessionStorage.getItem(TRIED);
      sessionStorage.setItem(TRIED, 'yes');
    } catch (e) {
      tried = 'yes';
    }
    if (tried || navigator.onLine === false) tell();
    // Past the browser's own cache, which may hold the old page.
    else
      fetch(location.pathname, { cache: 'reload' }).then(function () {
        if (!started()) location.reload();
      }, tell);
  }

  addEventListener(
    'error',
    function (event) {
      var from = event.target;
      // It is looked for beside the page, which a rewritten link puts somewhere else; nothing needs it there.
      if (from && from.src && /\/wrong-place\.js$/.test(from.src)) return;
      var isPart = from && (from.tagName === 'SCRIPT' || from.rel === 'stylesheet');
      if (isPart) broken();
      else setTimeout(tell, UNSURE_MS);
    },
    true,
  );
  addEventListener('unhandledrejection', function () {
    setTimeout(tell, UNSURE_MS);
  });
  addEventListener('load', function () {
    setTimeout(function () {
      if (started())
        try {
          sessionStorage.removeItem(TRIED);
        } catch (e) {
          /* Nothing is kept, nothing to forget. */
        }
      else tell();
    }, SLOW_MS);
  });
  // What starts late after all takes the place of the words.
  var watch = new MutationObserver(function () {
    var box = document.getElementById('not-started');
    if (box && started()) box.remove();
  });
  addEventListener('DOMContentLoaded', function () {
    watch.observe(document.getElementById('app'), { childList: true });
  });
})();
