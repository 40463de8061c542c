#!/bin/sh
# fetch-change.sh FOLDER: takes the report of a finished check from its artifact, as data, into a folder to be made.
#
# Environment: GH_TOKEN, GITHUB_REPOSITORY, GITHUB_SERVER_URL, GITHUB_OUTPUT; RUN, the id of the check's run.
# Outputs: found=yes when FOLDER/change.json is there; preview=ADDRESS when the run has a preview.
#
# A stranger's code made the archive. So of its files only change.json is read, never more than LIMIT bytes of
# the archive and of the file, and nothing is unpacked under a name that the archive gives.
set -eu

FOLDER=$1
LIMIT=1000000

stop() {
    echo "::error::$1"
    exit 1
}

# The id of the newest artifact of a name, or nothing: running a check again makes another one.
newest() {
    gh api --method GET "repos/$GITHUB_REPOSITORY/actions/runs/$RUN/artifacts" \
        --raw-field name="$1" --raw-field per_page=100 > "$FOLDER/artifacts.json" &&
        jq --raw-output --arg name "$1" \
            '[.artifacts[] | select(.name == $name and (.expired | not)) | .id] | max // empty' \
            "$FOLDER/artifacts.json"
}

# The length of a file in bytes.
bytes() {
    wc -c < "$1"
}

mkdir "$FOLDER"
change=$(newest change)
if [ -z "$change" ]; then
    echo "the check left no report: there is nothing to say"
    exit 0
fi
preview=$(newest preview)

gh api "repos/$GITHUB_REPOSITORY/actions/artifacts/$change/zip" | head -c "$((LIMIT + 1))" > "$FOLDER/change.zip"
[ "$(bytes "$FOLDER/change.zip")" -le "$LIMIT" ] || stop "the report's archive has more than $LIMIT bytes; nothing is posted"
unzip -p "$FOLDER/change.zip" change.json < /dev/null | head -c "$((LIMIT + 1))" > "$FOLDER/change.json"
[ -s "$FOLDER/change.json" ] || stop "the report's archive has no change.json, or an empty one; nothing is posted"
[ "$(bytes "$FOLDER/change.json")" -le "$LIMIT" ] || stop "change.json has more than $LIMIT bytes; nothing is posted"

echo "found=yes" >> "$GITHUB_OUTPUT"
if [ -n "$preview" ]; then
    echo "preview=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$RUN/artifacts/$preview" >> "$GITHUB_OUTPUT"
fi
