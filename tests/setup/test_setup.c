/*
 * test_setup.c - what setup.sh would run, on which distribution, for whom.
 *
 * In a folder of its own that is all of PATH, stand the few commands that the script needs, and
 * package managers, sudo and id that only write down how they were called. SETUP names setup.sh;
 * the compiler that is found there is none, or one that does nothing but succeed or fail.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT = 1 << 14 };

static char folder[] = "/tmp/racetrack-test-setup-XXXXXX";

static int shell(const char *command)
{
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    setenv("D", folder, 1);
    cr_assert_eq(
        shell("mkdir $D/bin && cd $D/bin && for c in sh mktemp rm sed sort tr env dirname; "
              "do ln -s \"$(command -v $c)\" $c; done"),
        0);
}

static void remove_folder(void)
{
    shell("rm -rf $D");
}

TestSuite(setup, .init = make_folder, .fini = remove_folder);

/* Makes a command that writes down how it was called, and ends with that status. */
static void fake(const char *name, int status)
{
    char command[512];
    snprintf(command, sizeof command,
             "printf '#!/bin/sh\\necho %s \"$@\" >>%s/log\\nexit %d\\n' >$D/bin/%s && chmod +x "
             "$D/bin/%s",
             name, folder, status, name, name);
    cr_assert_eq(shell(command), 0);
}

/* Makes `id -u` say who we are. */
static void be_user(int user)
{
    char command[256];
    snprintf(command, sizeof command,
             "printf '#!/bin/sh\\necho %d\\n' >$D/bin/id && chmod +x $D/bin/id", user);
    cr_assert_eq(shell(command), 0);
}

/* Runs setup.sh with nothing but the folder in PATH; what it prints is in output. */
static int run_setup(const char *arguments, char output[static OUTPUT])
{
    char command[1024];
    snprintf(command, sizeof command,
             "env -i PATH=$D/bin TMPDIR=$D D=$D /bin/sh %s %s >$D/output 2>&1 </dev/null",
             getenv("SETUP"), arguments);
    const int status = shell(command);
    snprintf(command, sizeof command, "%s/output", folder);
    FILE *file = fopen(command, "r");
    const size_t length = file == NULL ? 0 : fread(output, 1, OUTPUT - 1, file);
    output[length] = '\0';
    if (file != NULL) {
        fclose(file);
    }
    return status;
}

/* What the fakes wrote down. */
static const char *calls(void)
{
    static char text[OUTPUT];
    char path[128];
    snprintf(path, sizeof path, "%s/log", folder);
    FILE *file = fopen(path, "r");
    const size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    if (file != NULL) {
        fclose(file);
    }
    return text;
}

static size_t lines_in(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

struct distribution {
    char manager[16];
    char call[64];      /* how it is called */
    char packages[160]; /* some that must be named */
};

ParameterizedTestParameters(setup, each_distribution)
{
    static struct distribution all[] = {
        {"apt-get", "install --yes --no-install-recommends ", "clang libcriterion-dev"},
        {"dnf", "dnf install --assumeyes ", "criterion-devel jansson-devel"},
        {"pacman", "pacman --sync --needed --noconfirm ", "clang"},
        {"zypper", "zypper --non-interactive install ", "libjansson-devel"},
    };
    return cr_make_param_array(struct distribution, all, sizeof all / sizeof *all, NULL);
}

ParameterizedTest(struct distribution *distribution, setup, each_distribution)
{
    char output[OUTPUT], word[64];
    fake(distribution->manager, 0);
    be_user(0);
    /* The fake installs nothing, so in the end something is still missing. */
    cr_expect_eq(run_setup("install core tools tests", output), 3, "%s", output);
    cr_expect_not_null(strstr(calls(), distribution->call), "%s", calls());
    for (const char *next = distribution->packages; sscanf(next, "%63s", word) == 1;) {
        cr_expect_not_null(strstr(calls(), word), "%s is not in: %s", word, calls());
        cr_expect_not_null(strstr(output, word), "%s is not named in: %s", word, output);
        next += strlen(word);
        next += strspn(next, " ");
    }
    cr_expect_not_null(strstr(output, "racetrack: missing: clang 14 or newer"), "%s", output);
}

Test(setup, a_user_goes_through_sudo)
{
    char output[OUTPUT];
    fake("dnf", 0);
    fake("sudo", 0);
    be_user(1000);
    cr_expect_eq(run_setup("install core", output), 3);
    cr_expect_not_null(strstr(calls(), "sudo dnf install"), "%s", calls());
}

Test(setup, without_root_and_sudo_the_command_is_told)
{
    char output[OUTPUT];
    fake("dnf", 0);
    be_user(1000);
    cr_expect_eq(run_setup("install core", output), 3);
    cr_expect_str_eq(calls(), "");
    cr_expect_not_null(strstr(output, "ask somebody who may to run: dnf install"), "%s", output);
}

Test(setup, without_a_package_manager_it_says_so)
{
    char output[OUTPUT];
    be_user(0);
    cr_expect_eq(run_setup("install core", output), 3);
    cr_expect_not_null(strstr(output, "this machine has none of them"), "%s", output);
}

Test(setup, a_manager_that_fails_is_told)
{
    char output[OUTPUT];
    fake("dnf", 1);
    be_user(0);
    cr_expect_eq(run_setup("install core", output), 3);
    cr_expect_not_null(strstr(output, "dnf could not install"), "%s", output);
}

Test(setup, a_missing_compiler_is_one_line)
{
    char output[OUTPUT];
    cr_expect_eq(run_setup("need core tools tests", output), 3);
    cr_expect_str_eq(output, "racetrack: missing: clang 14 or newer; try: make setup\n");
}

Test(setup, with_everything_there_it_is_silent)
{
    char output[OUTPUT];
    fake("clang-19", 0); /* compiles and links whatever it is given */
    fake("apt-get", 0);
    be_user(0);
    cr_expect_eq(run_setup("need core tools tests", output), 0);
    cr_expect_str_eq(output, "");
    cr_expect_null(strstr(calls(), "apt-get"));
}

Test(setup, what_does_not_link_is_named)
{
    char output[OUTPUT];
    fake("clang-19", 1);
    cr_expect_eq(run_setup("need tools tests", output), 3);
    cr_expect_eq(lines_in(output), 1, "%s", output);
    cr_expect_not_null(
        strstr(output, "Jansson, elfutils (libdw), OpenSSL 3 (libcrypto), Criterion"));
}

Test(setup, wrong_use_is_refused)
{
    char output[OUTPUT];
    cr_expect_eq(run_setup("", output), 2);
    cr_expect_eq(run_setup("need", output), 2);
    cr_expect_eq(run_setup("need nonsense", output), 2);
    cr_expect_eq(run_setup("remove core", output), 2);
    cr_expect_eq(run_setup("install core nonsense", output), 2);
}

Test(setup, nothing_is_left_behind)
{
    char output[OUTPUT];
    fake("clang-19", 1);
    run_setup("need core tools tests", output);
    cr_expect_eq(shell("test -z \"$(ls -d $D/racetrack-setup-* 2>/dev/null)\""), 0);
}
