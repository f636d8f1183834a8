#!/bin/sh
# toolchain.sh - which compiler there is. Runs at every make, so it starts no process where the
# shell itself can do.
#
# Prints five words: the newest clang (14 or newer), its version, "lld" if it can link with lld, the
# path of its llvm-symbolizer, and the version in full where the name doesn't say it; each "-" where
# there is none. With CC set, that clang is taken, be it a path or have words before it (CC="ccache
# clang"); for one that is no clang, "other" stands in place of the version.

OLDEST=14
NEWEST=40

# Sets path to where a command is, or to nothing.
find_command() {
    path=$(command -v "$1") || path=
}

# Sets version to the major version of a clang, or to nothing, and full to what is known of it. Its
# name says it, or it is asked.
find_version() {
    case $1 in
    *clang-[0-9]*) full=${1##*clang-} ;;
    *) full=$("$1" -dumpversion 2>/dev/null) ;;
    esac
    version=${full%%.*}
    case $version in
    '' | *[!0-9]*) version= ;;
    esac
}

# Has the clang of this version its TSan runtime? Distributions keep it in one of these places.
has_tsan() {
    for runtime in \
        /usr/lib/llvm-"$1"/lib/clang/"$1"*/lib/linux/libclang_rt.tsan-*.a \
        /usr/lib/clang/"$1"*/lib/linux/libclang_rt.tsan-*.a \
        /usr/lib/clang/"$1"*/lib/*/libclang_rt.tsan.a \
        /usr/lib64/clang/"$1"*/lib/linux/libclang_rt.tsan-*.a \
        /usr/lib64/clang/"$1"*/lib/*/libclang_rt.tsan.a; do
        if [ -e "$runtime" ]; then
            return 0
        fi
    done
    return 1
}

# Sets compiler and version: the newest with a TSan runtime; without any such, the newest.
find_clang() {
    compiler=
    fallback=
    candidate=$NEWEST
    while [ "$candidate" -ge "$OLDEST" ]; do
        if command -v "clang-$candidate" >/dev/null; then
            if has_tsan "$candidate"; then
                compiler=clang-$candidate
                version=$candidate
                full=$version
                return
            fi
            : "${fallback:=clang-$candidate}"
        fi
        candidate=$((candidate - 1))
    done
    if command -v clang >/dev/null; then
        find_version clang
        if [ -n "$version" ] && [ "$version" -ge "$OLDEST" ]; then
            if [ -z "$fallback" ] || has_tsan "$version"; then
                compiler=clang
                return
            fi
        fi
    fi
    compiler=$fallback
    version=${fallback#clang-}
    full=$version
}

beside=
if [ -n "${CC:-}" ]; then
    compiler=${CC##* }
    find_version "$compiler"
    case $("$compiler" --version 2>/dev/null) in
    *clang*) ;;
    ?*) version=other ;;
    *) # it isn't there: a clang may be installed
        case $compiler in
        *clang*) ;;
        *) version=other ;;
        esac
        ;;
    esac
    case $compiler in
    */*) beside=${compiler%/*} ;;
    esac
else
    find_clang
fi

# lld and the symbolizer stand in the folder of the compiler's version, or in PATH.
lld=-
symbolizer=-
for folder in /usr/lib/llvm-"$version"/bin /usr/lib64/llvm"$version"/bin ${beside:+"$beside"}; do
    [ -x "$folder/ld.lld" ] && lld=lld
    [ -x "$folder/llvm-symbolizer" ] && symbolizer=$folder/llvm-symbolizer
done
# A linker of another version than the compiler's is used too, but not an older one.
if [ "$lld" = - ] && [ ! -d "/usr/lib/llvm-$version" ] && command -v ld.lld >/dev/null; then
    lld=lld
fi
if [ "$symbolizer" = - ]; then
    find_command "llvm-symbolizer-$version"
    [ -n "$path" ] || find_command llvm-symbolizer
    symbolizer=${path:--}
fi

echo "${compiler:--} ${version:--} $lld $symbolizer ${full:--}"
