// Share a post through the browser's own sheet, and copy what is there to be copied.
(() => {
  const say = (words) => { document.getElementById('said').textContent = words; };

  const offer = (selector, act) => {
    for (const button of document.querySelectorAll(selector)) {
      button.hidden = false;
      button.addEventListener('click', () => act(button));
    }
  };

  const copy = async (button) => {
    const { copy, copyOf } = button.dataset;
    const { done, failed } = document.getElementById('said').dataset;
    try {
      await navigator.clipboard.writeText(copy ?? document.getElementById(copyOf).textContent);
      say(done);
      button.classList.add('done');
      setTimeout(() => { button.classList.remove('done'); say(''); }, 3000);
    } catch {
      say(failed);
    }
  };

  // Both are there only where the site has a safe address.
  if (navigator.clipboard) offer('[data-copy], [data-copy-of]', copy);
  if (navigator.share) {
    offer('[data-share]', ({ dataset }) => {
      navigator.share({ title: dataset.title, url: dataset.share }).catch(() => {}); // thought better of it
    });
  }
})();
