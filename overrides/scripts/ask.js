// Beside a search field: search comes when the field is entered, and not before.
{
  const form = document.forms[0], field = form.q, load = () => {
    field.onfocus = null;
    const script = document.createElement("script");
    script.src = form.dataset.src;
    document.head.append(script);
  };
  field.onfocus = load;
  field.value = (location.search.match(/[?&]q=([^&]*)/) || [, ""])[1].replace(/\+/g, " ").replace(/(%[0-9a-f]{2})+/gi, part => {
    try { return decodeURIComponent(part); } catch (error) { return ""; }
  });
  if (field.value || document.activeElement === field) load();
}
