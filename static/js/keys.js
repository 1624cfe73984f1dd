// Keys for reading. Never while somebody types, never with a modifier, and off where the reader says so
// (WCAG 2.2 §2.1.4).
(() => {
  const POSTS = 'main :is(.line-title, .lead-title, .second-title) a';
  const NEWER = '.neighbours [rel="next"], .pages [rel="prev"]';
  const OLDER = '.neighbours [rel="prev"], .pages [rel="next"]';
  const SECOND = 1500; // milliseconds within which the second of two keys counts

  const help = document.getElementById('keys');
  const toggle = help.querySelector('input');
  let wentAt = -SECOND;

  const follow = (selector) => document.querySelector(selector)?.click();

  const move = (way) => {
    const posts = [...document.querySelectorAll(POSTS)];
    const here = posts.indexOf(document.activeElement);
    const inView = posts.findIndex((post) => post.getBoundingClientRect().top >= 0);
    const next = here < 0 ? inView - (way < 0 ? 1 : 0) : here + way;
    posts[next]?.focus();
  };

  const open = () => {
    if (!help.open) help.showModal();
  };

  const DOES = {
    j: () => move(1),
    k: () => move(-1),
    '[': () => follow(NEWER),
    ']': () => follow(OLDER),
    '/': () => document.getElementById('q').focus(),
    '?': open,
    g: (at) => { wentAt = at; },
    h: (at) => { if (at - wentAt < SECOND) follow('.masthead-name'); },
  };

  addEventListener('keydown', (event) => {
    // AltGr makes brackets on many keyboards, and says that it is Ctrl and Alt.
    const modified = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
    const types = event.target.closest?.('input, textarea, select, [contenteditable]');
    const busy = modified || types || event.isComposing || event.defaultPrevented;
    if (busy || !toggle.checked || document.querySelector('dialog[open]')) return;
    if (!Object.hasOwn(DOES, event.key)) return;
    event.preventDefault();
    DOES[event.key](event.timeStamp);
  });

  try { toggle.checked = localStorage.getItem('keys') !== 'off'; } catch { /* storage is shut off */ }
  toggle.addEventListener('change', () => {
    try { localStorage.setItem('keys', toggle.checked ? 'on' : 'off'); } catch { /* until the next page */ }
  });
  for (const button of document.querySelectorAll('[data-keys]')) {
    button.hidden = false;
    button.addEventListener('click', open);
  }
})();
