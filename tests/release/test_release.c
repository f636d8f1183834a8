/*
 * test_release.c - what make dist packs, of a small repository that stands in for the kit.
 */
#include "../grade/shell.h"

#include <criterion/criterion.h>
#include <string.h>

static void begin(void)
{
    if (system("command -v git xz >/dev/null") != 0) {
        cr_skip_test("git or xz is not here");
    }
    shell_begin();
    shell_must("mkdir -p $T/kit/tools && cd $T/kit && git init -q . && "
               "echo '#define RACETRACK_VERSION \"7.8.9\"' >tools/version.h && "
               "echo all: >Makefile && echo exit >run.sh && chmod 755 run.sh && git add . && "
               "git -c user.name=a -c user.email=a@b commit -q -m first && cd .. && "
               "git clone -q kit one && (umask 077 && git clone -q kit two)");
}

/* dist IN: packs $T/IN from within it, and prints the archive's sum. */
#define DIST                                                                                     \
    "kit=$PWD; dist() { (cd $T/$1 && sh $kit/tools/release/dist.sh out >/dev/null && sha256sum " \
    "<out/racetrack-7.8.9.tar.xz); }; "

/* Red without tar.umask, or with the time of the checkout in the archive. */
Test(dist, is_the_same_to_the_byte_from_any_clone, .init = begin, .fini = shell_end)
{
    shell_must(DIST "one=$(dist one) && cd $T/two && touch -d 2001-01-01 Makefile && cd $kit && "
                    "two=$(umask 077; TZ=Asia/Tokyo LC_ALL=C.UTF-8 dist two) && "
                    "echo $one $two && [ -n \"$one\" ] && [ \"$one\" = \"$two\" ]");
}

/* The counterpart: another commit is another archive. */
Test(dist, differs_once_something_is_committed, .init = begin, .fini = shell_end)
{
    shell_must(DIST "one=$(dist one) && cd $T/two && echo new >Makefile && "
                    "git -c user.name=a -c user.email=a@b commit -q -a -m second && cd $kit && "
                    "[ \"$one\" != \"$(dist two)\" ]");
}

Test(dist, holds_what_is_committed_in_one_folder, .init = begin, .fini = shell_end)
{
    shell_must("kit=$PWD; cd $T/one && echo edited >Makefile && echo new >new.c && "
               "sh $kit/tools/release/dist.sh out");
    cr_expect(said("racetrack: dist: uncommitted changes are left out"), "%s", shell_said);
    cr_expect(said("out/racetrack-7.8.9.tar.xz\n"), "%s", shell_said);
    shell_must("cd $T/one && ls out && tar -tvJf out/racetrack-7.8.9.tar.xz | "
               "sed 's/ .*[0-9] / /' && tar -xOJf out/racetrack-7.8.9.tar.xz "
               "racetrack-7.8.9/Makefile");
    cr_expect_str_eq(shell_said, "racetrack-7.8.9.tar.xz\n"
                                 "drwxr-xr-x racetrack-7.8.9/\n"
                                 "-rw-r--r-- racetrack-7.8.9/Makefile\n"
                                 "-rwxr-xr-x racetrack-7.8.9/run.sh\n"
                                 "drwxr-xr-x racetrack-7.8.9/tools/\n"
                                 "-rw-r--r-- racetrack-7.8.9/tools/version.h\n"
                                 "all:\n");
}

/* A kit that was unpacked within another repository must not pack that one. */
Test(dist, needs_a_clone_of_the_kit, .init = begin, .fini = shell_end)
{
    cr_expect_eq(shell("kit=$PWD; mkdir $T/one/unpacked && cd $T/one/unpacked && "
                       "sh $kit/tools/release/dist.sh out"),
                 3);
    cr_expect_str_eq(shell_said, "racetrack: dist: this is not a git clone; try: in a clone of the "
                                 "kit\n");
}
