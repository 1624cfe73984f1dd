// Lets pages that were opened be read without a network, and lists them where there is none.
(() => {
  const section = document.querySelector('[data-kept]');

  const draw = async () => {
    const pages = await caches.open('pages');
    const list = section.querySelector('ul');
    list.replaceChildren();
    for (const { url } of (await pages.keys()).reverse()) {
      const response = await pages.match(url, { ignoreVary: true });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const link = document.createElement('a');
      link.href = url;
      link.textContent = page.querySelector('h1')?.textContent || page.title;
      link.lang = page.querySelector('article.post')?.lang || page.documentElement.lang;
      link.dir = 'auto';
      const title = document.createElement('h3');
      title.className = 'line-title';
      title.append(link);
      const item = document.createElement('li');
      item.className = 'line';
      item.append(title);
      list.append(item);
    }
    section.hidden = !list.children.length;
  };

  if (section && 'caches' in window) {
    draw();
    section.querySelector('button').addEventListener('click', async () => {
      await caches.delete('pages');
      draw();
    });
  }
  if ('serviceWorker' in navigator) {
    addEventListener('load', () => { navigator.serviceWorker.register('/sw.js').catch(() => {}); });
  }
})();
