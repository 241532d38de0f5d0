#!/bin/sh
# A clone has the same bytes, however git is configured. Usage: checkout.sh ROOT
root=$1
. "$root/tests/tap.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
# The configuration of this machine and this user shall not decide.
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
# A test may run in a hook of git.
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE

in_git()
{
    git -c safe.directory='*' -c user.name=test -c user.email=test@localhost "$@"
}

# A repository of the files as they are now, committed or not: copies FOLDER
copies()
{
    mkdir "$1"
    in_git -C "$root" ls-files >"$folder/files"
    while read -r file; do
        [ ! -e "$root/$file" ] || echo "$file"
    done <"$folder/files" >"$folder/present"
    tar -cf - -C "$root" -T "$folder/present" | tar -xf - -C "$1"
}

commits()
{
    in_git init -q "$1"
    in_git -C "$1" -c core.autocrlf=false add -A
    in_git -C "$1" commit -q -m all
}

has_the_same_bytes()
{
    in_git clone -q "$@" "$folder/source" "$folder/clone"
    diff -r --exclude=.git "$folder/source" "$folder/clone"
    rm -rf "$folder/clone"
}

copies_and_commits()
{
    copies "$folder/source"
    commits "$folder/source"
}

# Were it not for .gitattributes, this test would see CR.
would_have_others()
{
    copies "$folder/bare"
    rm "$folder/bare/.gitattributes"
    commits "$folder/bare"
    in_git clone -q -c core.autocrlf=true "$folder/bare" "$folder/clone"
    status=0
    diff -rq --exclude=.git "$folder/source" "$folder/clone" >"$folder/said" || status=$?
    rm -rf "$folder/clone"
    contains "$(cat "$folder/said")" asyncdemo
    same "$status" 1
}

if command -v git >/dev/null && in_git -C "$root" rev-parse --git-dir >/dev/null 2>&1; then
    passes 'the files are committed' copies_and_commits
    passes 'a clone has the same bytes' has_the_same_bytes
    passes 'a clone with core.autocrlf=true has the same bytes' has_the_same_bytes -c core.autocrlf=true
    passes 'a clone with core.eol=crlf has the same bytes' has_the_same_bytes -c core.eol=crlf
    passes 'without .gitattributes a clone would have others' would_have_others
else
    skips 'a clone has the same bytes' 'this is no checkout of git'
fi
done_testing
