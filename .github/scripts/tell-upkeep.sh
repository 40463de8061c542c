#!/bin/sh
# tell-upkeep.sh FILE: keeps the one issue that says what needs care: made, written anew, opened again or closed.
#
# FILE is the report; one of a single line says that nothing is left to do. Environment: GH_TOKEN, GITHUB_REPOSITORY.
set -eu

FILE=$1
TITLE='Việc cần chăm sóc / Upkeep'
LABEL='upkeep'
AUTHOR='github-actions[bot]'

if [ ! -s "$FILE" ]; then
    echo "::error::the report is empty; the issue stays as it is"
    exit 1
fi
if [ "$(grep -c . "$FILE")" -gt 1 ]; then state=open; else state=closed; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The answer goes to a file first: a pipe would hide that gh failed, and no answer would look like no issue.
gh api --method GET --paginate "repos/$GITHUB_REPOSITORY/issues" --raw-field state=all --raw-field labels="$LABEL" \
    --raw-field per_page=100 > "$work/issues.json"
# An open issue before a closed one, then the oldest; a closed one matters only when there is something to do.
# GitHub lists pull requests among the issues.
issue=$(jq --raw-output --slurp --arg author "$AUTHOR" --arg state "$state" '
    [add // [] | .[] | select(.user.login == $author and .pull_request == null and (.state == "open" or $state == "open"))]
    | sort_by(.state != "open", .number) | first.number // empty' "$work/issues.json")

if [ -n "$issue" ]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/$issue" --raw-field title="$TITLE" \
        --raw-field state="$state" --field body=@"$FILE" --silent
    echo "issue $issue is $state, with the new report"
elif [ "$state" = open ]; then
    # The issue is found by its label next week, so the label comes first.
    gh label create "$LABEL" --repo "$GITHUB_REPOSITORY" --description "Cần chăm sóc / Needs care" --color 0e8a16 --force
    gh api --method POST "repos/$GITHUB_REPOSITORY/issues" --raw-field title="$TITLE" --raw-field "labels[]=$LABEL" \
        --field body=@"$FILE" --silent
    echo "made an issue"
else
    echo "there is nothing to do, and no open issue that says otherwise"
fi
