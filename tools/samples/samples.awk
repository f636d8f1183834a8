# samples.awk - a README with its samples made anew; see samples.sh.
#
#     awk -v verb=run -v shell=COMMAND -f samples.awk README.md
#         each sample's block is replaced by what its command prints, run as an argument of COMMAND
#     awk -v verb=figures -v measured=FILE -f samples.awk README.md
#         what stands between <!-- figures --> and <!-- end --> is replaced by FILE's content
#     awk -v verb=list [-v table=wanted] -f samples.awk README.md
#         prints "sample", "figures" or "picture" for each; with table=wanted, figures must hold one
#     awk -v verb=pictures -f samples.awk README.md
#         prints each picture's file, a tab, and its command
#
# Exit status 2: the README doesn't keep to the form; 3: a command printed nothing. The message is
# on standard error.

function wrong(line, message, status) {
    printf "racetrack: %s:%d: %s\n", FILENAME, line, message | "cat >&2"
    close("cat >&2")
    failed = 1
    exit status
}

# What the command prints. Its exit status is free: a racy program fails, and that is the sample.
function run(command, line,    whole, output, text) {
    whole = shell " " quoted(command)
    while ((whole | getline text) > 0) {
        output = output text "\n"
    }
    close(whole)
    if (output == "") {
        wrong(line, "this sample prints nothing: " command, 3)
    }
    return output
}

function quoted(text) {
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}

function show(text) {
    if (verb != "list" && verb != "pictures") {
        print text
    }
}

state == "fence" {
    if ($0 !~ /^(```|~~~)/) {
        wrong(NR, "after a sample's comment a fenced block must follow", 2)
    }
    fence = substr($0, 1, 3)
    state = "block"
    show($0)
    if (verb == "run") {
        printf "%s", run(command, NR - 1)
    }
    next
}

state == "block" && $0 == fence {
    state = ""
    show($0)
    next
}

# A block's old content gives way to the new.
state == "block" {
    if (verb == "figures") {
        show($0)
    }
    next
}

state == "figures" && $0 == "<!-- end -->" {
    state = ""
    if (table == "wanted") {
        wrong(NR, "these figures have no table; try: make figures", 2)
    }
    show($0)
    next
}

state == "figures" {
    if (/^\|/) {
        table = "found"
    }
    if (verb == "run") {
        show($0)
    }
    next
}

# Of a comment such as <!-- sample: COMMAND -->, its command.
function command_in(comment) {
    sub(/^<!-- [a-z]+: /, "", comment)
    return substr(comment, 1, length(comment) - length(" -->"))
}

state == "picture" {
    if (!match($0, /^!\[.*\]\([^)]*\.svg\)$/)) {
        wrong(NR, "after a picture's comment ![words](FILE.svg) must follow", 2)
    }
    sub(/.*\]\(/, "")
    sub(/\)$/, "")
    state = ""
    print (verb == "list") ? "picture" : $0 "\t" command
    next
}

/^<!-- picture: .* -->$/ && (verb == "pictures" || verb == "list") {
    command = command_in($0)
    state = "picture"
    begun = NR
    next
}

/^<!-- sample: .* -->$/ {
    command = command_in($0)
    state = "fence"
    begun = NR
    if (verb == "list") {
        print "sample"
    }
}

$0 == "<!-- figures -->" {
    state = "figures"
    begun = NR
    if (table != "") {
        table = "wanted"
    }
    if (verb == "list") {
        print "figures"
    }
    show($0)
    if (verb == "figures") {
        while ((getline text < measured) > 0) {
            print text
        }
        close(measured)
    }
    next
}

{
    show($0)
}

END {
    if (!failed && state != "") {
        wrong(begun, state == "figures" ? "these figures have no <!-- end -->" \
                                        : "this sample's block doesn't end", 2)
    }
}
