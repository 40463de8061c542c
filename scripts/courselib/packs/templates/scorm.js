/* A lesson that tells a learning system how it went: the run-time of SCORM 1.2. It reads the questions from the page and
   holds no words of its own. Without a learning system it works the same and keeps nothing. */
(function () {
  "use strict";
  var PASS = 80; // of 100
  var main = document.querySelector("main");
  var questions = Array.prototype.slice.call(document.querySelectorAll("fieldset"));
  var places = Array.prototype.slice.call(document.querySelectorAll("h2[id], fieldset"));
  var answers = questions.map(function () { return "-"; });
  var started = Date.now();
  var shown = questions.map(function () { return started; });
  var failed = false, finished = false;

  // The system puts an object named API into one of the windows around this one, or around the one that opened it.
  function around(from) {
    try {
      for (var at = 0; from && at < 20; at++) {
        if (from.API) { return from.API; }
        if (from.parent === from) { return null; }
        from = from.parent;
      }
    } catch (error) { /* a window of another site can not be looked into */ }
    return null;
  }
  function found() {
    var top = null;
    try { top = window.top.opener; } catch (error) { /* as above */ }
    return around(window) || around(window.opener) || around(top);
  }
  var api = found();
  function call(name, one, two) {
    try {
      return String(two === undefined ? api[name](one) : api[name](one, two));
    } catch (error) { return "false"; }
  }
  if (api && call("LMSInitialize", "") !== "true") { api = null; }
  function get(name) { return api ? call("LMSGetValue", "cmi." + name) : ""; }
  var records = api && get("core.lesson_mode") !== "review" && get("core.lesson_mode") !== "browse";
  function set(name, value) {
    if (records && call("LMSSetValue", "cmi." + name, String(value)) !== "true") { failed = true; }
  }
  // Not every system knows interactions: what it does not take of them is no failure.
  function note(name, value) {
    if (records) { call("LMSSetValue", "cmi." + name, value); }
  }

  function pad(number) { return (number < 10 ? "0" : "") + number; }
  function span(from) {
    var seconds = Math.round((Date.now() - from) / 1000);
    return pad(Math.min(99, Math.floor(seconds / 3600))) + ":" + pad(Math.floor(seconds / 60) % 60) + ":" + pad(seconds % 60);
  }
  function right(at) { return answers[at] === questions[at].getAttribute("data-right"); }
  function counted(test) { return questions.filter(function (_, at) { return test(at); }).length; }
  function left() { return counted(function (at) { return answers[at] === "-"; }); }

  // A result that was better before stays: learning again never takes anything away.
  function save() {
    failed = false;
    var percent = questions.length ? Math.round(100 * counted(right) / questions.length) : 0;
    var before = get("core.lesson_status");
    if (questions.length) {
      set("core.score.min", 0);
      set("core.score.max", 100);
      set("core.score.raw", Math.max(percent, Number(get("core.score.raw")) || 0));
    }
    if (!left() && before !== "passed") {
      set("core.lesson_status", questions.length && percent >= PASS ? "passed" : "completed");
    } else if (before !== "passed" && before !== "completed") {
      set("core.lesson_status", "incomplete");
    }
    set("suspend_data", main.getAttribute("data-mark") + ":" + answers.join(""));
    set("core.session_time", "00" + span(started));
    if (records && call("LMSCommit", "") !== "true") { failed = true; }
    tell();
  }
  function report(at) {
    var question = questions[at], now = new Date(), count = Number(get("interactions._count"));
    var name = "interactions." + (isNaN(count) ? at : count) + ".";
    note(name + "id", question.id);
    note(name + "objectives.0.id", question.getAttribute("data-outcome"));
    note(name + "time", pad(now.getHours()) + ":" + pad(now.getMinutes()) + ":" + pad(now.getSeconds()));
    note(name + "type", "choice");
    note(name + "correct_responses.0.pattern", question.getAttribute("data-right").toLowerCase());
    note(name + "weighting", "1");
    note(name + "student_response", answers[at].toLowerCase());
    note(name + "result", right(at) ? "correct" : "wrong");
    note(name + "latency", "00" + span(shown[at]));
  }

  function words(name) { return main.getAttribute("data-" + name); }
  function show(id, text) {
    var place = document.getElementById(id);
    if (place.textContent !== text) { place.textContent = text; }
    place.hidden = !text;
  }
  function tell() {
    var answered = questions.length - left();
    var score = words("score").replace("{right}", counted(right)).replace("{all}", questions.length);
    show("score", answered && questions.length ? score + (left() ? " " + words("left").replace("{left}", left()) : "") : "");
    show("sent", !api ? words("alone") : failed ? words("failed") : answered && records ? words("sent") : "");
    document.getElementById("send").hidden = !failed;
    document.getElementById("again").hidden = !answered;
  }
  // A question that is answered shows why: beside the answer chosen, and beside the right one.
  function draw(at) {
    var answered = answers[at] !== "-";
    questions[at].className = answered ? "answered" : "";
    Array.prototype.forEach.call(questions[at].querySelectorAll(".option"), function (option) {
      var input = option.querySelector("input"), chosen = input.value === answers[at];
      input.disabled = answered;
      input.checked = chosen;
      option.className = "option" + (answered && chosen ? " chosen" : "");
      option.querySelector(".why").hidden = !answered || !(chosen || input.value === questions[at].getAttribute("data-right"));
    });
    var button = questions[at].querySelector("button");
    button.hidden = answered;
    button.disabled = true;
  }

  questions.forEach(function (question, at) {
    var button = question.querySelector("button");
    question.addEventListener("change", function () { button.disabled = false; });
    button.addEventListener("click", function () {
      var chosen = question.querySelector("input:checked");
      if (!chosen || answers[at] !== "-") { return; }
      answers[at] = chosen.value;
      draw(at);
      question.focus({ preventScroll: true }); // the button goes away; whoever uses the keyboard stays here
      report(at);
      set("core.lesson_location", question.id);
      save();
    });
  });
  document.getElementById("send").addEventListener("click", save);
  document.getElementById("again").addEventListener("click", function () {
    answers = answers.map(function () { return "-"; });
    shown = shown.map(function () { return Date.now(); });
    questions.forEach(function (_, at) { draw(at); });
    save();
    questions[0].focus();
    questions[0].scrollIntoView();
  });

  function here() {
    return places.reduce(function (last, place) {
      return place.getBoundingClientRect().top < window.innerHeight / 2 ? place : last;
    }, null);
  }
  function leave() {
    if (!api || finished) { return; }
    finished = true;
    if (records) {
      var place = here();
      set("core.lesson_location", place && left() ? place.id : "");
      set("core.session_time", "00" + span(started));
      set("core.exit", left() ? "suspend" : "");
      call("LMSCommit", "");
    }
    call("LMSFinish", "");
  }
  window.addEventListener("pagehide", leave);
  window.addEventListener("beforeunload", leave);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { location.reload(); } // the system was told goodbye
  });
  document.addEventListener("visibilitychange", function () { // a phone may never come back to say goodbye
    if (document.visibilityState === "hidden" && records && !finished) {
      set("core.session_time", "00" + span(started));
      call("LMSCommit", "");
    }
  });

  var kept = get("suspend_data").split(":");
  if (kept[0] === main.getAttribute("data-mark") && (kept[1] || "").length === answers.length) {
    answers = kept[1].split("");
  }
  questions.forEach(function (_, at) { draw(at); });
  tell();
  if (questions.length || get("core.lesson_status") === "passed") {
    if (/^(not attempted|unknown|)$/.test(get("core.lesson_status"))) { set("core.lesson_status", "incomplete"); }
  } else {
    save(); // nothing to answer: opening it is all there is
  }
  var at = get("core.lesson_location");
  var last = places.filter(function (place) { return place.id === at; })[0];
  if (last) { last.scrollIntoView(); }
})();
