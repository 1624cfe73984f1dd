// The size of the text that the reader chose, set before anything is painted and kept in this browser.
(() => {
  const root = document.documentElement;
  const SMALLEST = -1, LARGEST = 4; // as the style sheet has them
  const steps = () => document.querySelectorAll('[data-step]');

  const show = (size) => {
    root.dataset.size = Math.max(SMALLEST, Math.min(LARGEST, size));
    for (const button of steps()) {
      button.disabled = Number(root.dataset.size) === (button.dataset.step > 0 ? LARGEST : SMALLEST);
    }
  };

  let kept = 0;
  try { kept = Number(localStorage.getItem('size')) || 0; } catch { /* storage is shut off */ }
  show(kept);

  addEventListener('DOMContentLoaded', () => {
    for (const button of steps()) {
      button.hidden = false;
      button.addEventListener('click', () => {
        show(Number(root.dataset.size) + Number(button.dataset.step));
        try { localStorage.setItem('size', root.dataset.size); } catch { /* until the next page */ }
      });
    }
    show(kept);
  });
})();
