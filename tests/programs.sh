#!/bin/sh
# The programs the tests use: installed on Debian and Ubuntu as root, elsewhere named.
set -eu

missing=""
for pair in chromium:chromium java:default-jre-headless lynx:lynx w3m:w3m pdftotext:poppler-utils node:nodejs npm:npm \
  zimcheck:zim-tools kiwix-serve:kiwix-tools zbarimg:zbar-tools; do
  program=${pair%%:*}
  if [ "$program" = chromium ] && { command -v google-chrome || command -v chromium-browser; } >/dev/null 2>&1; then continue; fi
  command -v "$program" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
command -v soffice >/dev/null 2>&1 ||
  missing="$missing libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
# Vietnamese marks in screenshots and PDFs need a font that has them.
if command -v fc-list >/dev/null 2>&1 && ! fc-list :lang=vi | grep -q .; then missing="$missing fonts-noto-core"; fi
# What Word calls Times New Roman and Arial.
if command -v fc-list >/dev/null 2>&1 && ! fc-list "Liberation Serif:lang=vi" | grep -q .; then missing="$missing fonts-liberation2"; fi
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  # shellcheck disable=SC2086  # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "The tests need these programs; on Debian and Ubuntu: sudo apt-get install$missing" >&2
  exit 1
fi
