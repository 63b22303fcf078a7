// Fields typed but not sent, which survive a new page put in the place of « page ». Notes have a way
// of their own: put back over what somebody else wrote since, they would take it away.
const typing = (page) => {
  "use strict";

  const visible = (form) => [...form.elements].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type));
  const changed = (field) => {
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected && (option.selected || field.value !== ""));
    return field.value !== field.defaultValue;
  };
  const fill = (form, name, value) => {
    const field = form.elements[name];
    if (!field || field.type === "hidden" || field.type === "submit") return;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    (field.length && !field.tagName ? field[0] : field).dispatchEvent(new Event("input", { bubbles: true }));
  };
  let elsewhere = []; // typed on another point, put back when it is shown again

  // What is typed: action of the form, name, value; forms of « except » were sent.
  const typed = (except) => [
    ...elsewhere.filter(([action]) => !except.has(action)),
    ...[...page.querySelectorAll("form[data-entry]")].flatMap((form) => {
      const action = form.getAttribute("action");
      if (except.has(action)) return [];
      return visible(form).filter(changed).filter((field) => field.type !== "radio" || field.checked)
        .map((field) => [action, field.name, field.value]);
    }),
  ];
  const restore = (fields) => {
    elsewhere = fields.filter(([action, name, value]) => {
      const form = [...page.querySelectorAll("form")].find((each) => each.getAttribute("action") === action && each.elements[name] && each.elements[name].type !== "hidden");
      if (form) fill(form, name, value);
      return !form;
    });
  };

  return { visible, fill, typed, restore };
};
