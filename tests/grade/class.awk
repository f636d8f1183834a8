# class.awk - writes the submissions of a class; see class.sh. What each student hands in for each
# exercise is drawn from a table in turn, so that a class of any size has some of everything.

BEGIN {
    # Of TABLE submissions, in their order: so many of each sort. TABLE is a prime, so that each
    # exercise meets each sort.
    TABLE = 61
    split("fixed 26 wrong 10 original 8 serial 4 cheat 5 error 3 crash 2 rare 3", parts, " ")
    for (i = 1; i in parts; i += 2)
        for (j = 0; j < parts[i + 1]; j++) sorts[sorted++] = parts[i]
    rares = split("hang fork-bomb disk thread-bomb hang bloat gigabyte fork-bomb memory disk " \
                  "compile-bomb hang thread-bomb bloat gigabyte fork-bomb hang disk thread-bomb " \
                  "hang memory bloat fork-bomb disk hang compile-bomb thread-bomb hang memory " \
                  "gigabyte bloat spin", rare, " ")
    split("silencer early-bird includer", tricks, " ")
    while ((getline line < "exercises/lib/exercise.h") > 0) known = known " " line
    gsub(/[^A-Za-z0-9_]+/, " ", known)
    # What has no work that could be serial: there is nothing more to do with more of it.
    not_serial["02-window-ids"] = 1
}

$1 == "exercise" { exercise = $2; exercises[++count] = $2; original[$2] = $3 }
$1 == "fixed" || $1 == "wrong" || $1 == "cheat" { files[exercise, $1, amount[exercise, $1]++] = $2 }
$1 == "end" {
    for (number = 1; number <= students; number++) {
        author = number % 10 == 0 ? number - 9 : number
        for (place = 1; place <= count; place++) hand_in(number, author, place)
    }
}

function text_of(file,   line, text) {
    if (!(file in texts)) {
        while ((getline line < file) > 0) text = text line "\n"
        close(file)
        texts[file] = text
    }
    return texts[file]
}

# The file with all that only it sees under other names.
function renamed(file, author,   text, lines, names, words, name, n, i, out, at) {
    text = text_of(file)
    n = split(text, lines, "\n")
    for (i = 1; i <= n; i++)
        if (lines[i] ~ /^static [^(=;]*[A-Za-z0-9_]+ *(\[[^\]]*\])?( =.*)?(;.*|\(.*)?$/) {
            name = lines[i]
            sub(/ *[\[(=;].*$/, "", name)
            sub(/^.*[^A-Za-z0-9_]/, "", name)
            if (name ~ /^[a-z]/ && index(known " ", " " name " ") == 0) names[name] = name "_" author
        }
    while (match(text, /[A-Za-z_][A-Za-z0-9_]*/)) {
        name = substr(text, RSTART, RLENGTH)
        at = RSTART + RLENGTH
        out = out substr(text, 1, RSTART - 1) (name in names ? names[name] : name)
        text = substr(text, at)
    }
    return out text
}

# "total=crash" from "Planted: total crash", "Caught by total: wrong-total", "Refused as …".
function expected_of(file,   line, lines, n, i, words, list) {
    n = split(text_of(file), lines, "\n")
    for (i = 1; i <= n; i++) {
        line = lines[i]
        if (sub(/^ \* Planted: /, "", line) || sub(/^ \* Caught by /, "", line)) sub(/:/, "", line)
        else if (sub(/^ \* Refused by /, "", line)) sub(/ as /, " ", line)
        else if (sub(/^ \* Refused as /, "", line)) line = "builds " line
        else continue
        split(line, words, " ")
        sub(/,$/, "", words[2])
        list = list (list == "" ? "" : "+") words[1] "=" words[2]
    }
    return list
}

function planted_in(plant, program,   text, at) {
    text = text_of("tests/grade/plants/" plant ".c")
    at = index(text, "#include \"program.c\"\n")
    return substr(text, 1, at - 1) program substr(text, at + length("#include \"program.c\"\n"))
}

# The next of those that there are of a sort.
function next_of(exercise, sort_of, author) {
    return files[exercise, sort_of, (taken[exercise, sort_of]++) % amount[exercise, sort_of]]
}

# Decides what the author hands in: sort, program and what must be found.
function make(author, place, exercise,   turn, file) {
    turn = author * count + place
    what = sorts[(turn * 23) % TABLE]
    if (what == "rare") what = rare[rares_taken++ % rares + 1]
    if (what == "cheat" && !amount[exercise, "cheat"]) what = tricks[tricks_taken++ % 3 + 1]
    if (what == "serial" && exercise in not_serial) what = "fixed"
    verdict = "not-fixed"
    if (what == "fixed" || what == "wrong" || what == "cheat") {
        file = next_of(exercise, what, author)
        program = what == "cheat" ? text_of(file) : renamed(file, author)
        must_find = what == "fixed" ? "" : expected_of(file)
        if (what == "fixed") verdict = "fixed"
    } else if (what == "original") {
        program = renamed(original[exercise], author)
        must_find = ""
    } else {
        file = what == "serial" ? "solutions/" exercise "/lock.c" : original[exercise]
        program = planted_in(what, renamed(file, author))
        must_find = expected_of("tests/grade/plants/" what ".c")
    }
    program = program "/* handed in by student " author " */\n"
}

function hand_in(number, author, place,   exercise, stem, name) {
    exercise = exercises[place]
    if (number == author) {
        make(author, place, exercise)
        if (author % 10 == 1) {
            copies[place] = program
            planted[place] = verdict "," must_find "," what
        }
        kept = program
        plan = verdict "," must_find "," what
    } else {
        kept = copies[place]
        plan = planted[place]
    }
    stem = exercise
    sub(/^[0-9]*-/, "", stem)
    gsub(/-/, "_", stem)
    name = sprintf("student%03d", number)
    printf "%s", kept >(folder "/s/" name "/" stem ".c")
    close(folder "/s/" name "/" stem ".c")
    print name "," exercise "," plan
}
