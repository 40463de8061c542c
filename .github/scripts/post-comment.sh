#!/bin/sh
# post-comment.sh FILE: puts a comment under the pull request that a finished check was about, or writes it anew.
#
# FILE begins with the marker line, by which the one comment is found. Environment: GH_TOKEN, GITHUB_REPOSITORY;
# OWNER, BRANCH and COMMIT of the pull request's head, from GitHub's event. BRANCH is a stranger's text: it is only
# ever an argument.
set -eu

FILE=$1
MARKER='<!-- courselib change -->'
AUTHOR='github-actions[bot]'

if [ "$(head -n 1 "$FILE")" != "$MARKER" ]; then
    echo "::error::the comment does not begin with its marker line; nothing is posted"
    exit 1
fi
if [ -z "$OWNER" ] || [ -z "$BRANCH" ]; then
    echo "the fork of this check is gone: there is nowhere to post"
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Answers go to files first: a pipe would hide that gh failed, and no answer would look like no comment.
gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" --raw-field state=open --raw-field per_page=100 \
    --raw-field head="$OWNER:$BRANCH" > "$work/pulls.json"
jq --raw-output --arg commit "$COMMIT" '.[] | select(.head.sha == $commit) | .number' "$work/pulls.json" > "$work/numbers"
case $(wc -l < "$work/numbers") in
    0)
        echo "no open pull request is at $COMMIT any more: there is nothing to say"
        exit 0
        ;;
    1) number=$(cat "$work/numbers") ;;
    *)
        echo "several pull requests are at $COMMIT, and the report is about one of them: none is told"
        exit 0
        ;;
esac

gh api --method GET --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments" --raw-field per_page=100 \
    > "$work/comments.json"
comment=$(jq --raw-output --slurp --arg marker "$MARKER" --arg author "$AUTHOR" '
    [add // [] | .[] | select(.user.login == $author)
        | select((.body // "" | split("\n")[0] | rtrimstr("\r")) == $marker) | .id]
    | first // empty' "$work/comments.json")

if [ -n "$comment" ]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$comment" --field body=@"$FILE" --silent
    echo "wrote comment $comment of pull request $number anew"
else
    gh api --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" --field body=@"$FILE" --silent
    echo "wrote a comment to pull request $number"
fi
