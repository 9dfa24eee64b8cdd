// Shows a sentence where the app was put elsewhere than it was built for: nothing else of it is
// found then. Beside the page, and not part of the app, for that reason.
addEventListener('load', () => {
  if (document.documentElement.dataset.parley === 'started') return;
  const builtFor = '__BASE__';
  const here = location.pathname.replace(/[^/]*$/, '');
  if (here === builtFor || document.getElementById('app').childElementCount > 0) return;
  const spanish = navigator.language.startsWith('es');
  document.getElementById('app').textContent = spanish
    ? `Este Parley se preparó para la dirección ${builtFor} y está en ${here}, así que no encuentra sus archivos. Quien lo publica puede prepararlo con: npm run build -- --base ${here}`
    : `This Parley was built for the address ${builtFor} and lies at ${here}, so it does not find its files. Whoever publishes it can build it with: npm run build -- --base ${here}`;
});
