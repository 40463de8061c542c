// Beside a search field: search comes when the field is entered, or when the address brings a question.
{
  const form = document.forms[0], field = form.q, load = () => {
    field.onfocus = null;
    const script = document.createElement("script");
    script.src = form.dataset.src;
    document.head.append(script);
  };
  field.onfocus = load;
  field.value = new URLSearchParams(location.search).get("q") || field.value;
  if (field.value || document.activeElement === field) load();
}
