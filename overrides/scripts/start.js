// In every page: the text size the reader chose, and the helps of the page with the first touch, key or scroll.
// Names have one letter because this stands in each page.
{
  let d = document, s = d.currentScript, f = () => {
    onscroll = onkeydown = onpointerover = null;
    let t = d.createElement("script");
    t.src = s.dataset.src;
    s.after(t);
  };
  onscroll = onkeydown = onpointerover = f;
  try {
    d.documentElement.style.fontSize = localStorage.text;
  } catch (e) {}
}
