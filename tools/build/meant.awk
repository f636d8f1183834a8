# meant.awk - what somebody meant who typed a word that is none: a near miss gets its answer.
#
#     ASKED=word awk -v kind=verb -f meant.awk LIST      prints what is meant; nothing if none is near
#
# LIST has a line for each word that may be meant: the word, and, after a blank, what it stands for if
# that is another. A word is near if it differs in case, in a plural's s, in - for _, or in a file's
# ending; if it begins only one meaning, with three letters or more; or if at most two letters (one, of
# a word of four letters or fewer) are wrong, missing, too many, or exchanged with their neighbour
# (the optimal string alignment distance). Of an exercise (kind=exercise), a number is near whatever
# letters or zeros are about it.

function least(a, b) { return a < b ? a : b }

function distance(one, two,    i, j, cost, rows) {
    for (i = 0; i <= length(one); i++) rows[i, 0] = i
    for (j = 0; j <= length(two); j++) rows[0, j] = j
    for (i = 1; i <= length(one); i++)
        for (j = 1; j <= length(two); j++) {
            cost = substr(one, i, 1) != substr(two, j, 1)
            rows[i, j] = least(least(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost)
            if (i > 1 && j > 1 && substr(one, i, 1) == substr(two, j - 1, 1) &&
                substr(one, i - 1, 1) == substr(two, j, 1))
                rows[i, j] = least(rows[i, j], rows[i - 2, j - 2] + 1)
        }
    return rows[length(one), length(two)]
}

function plain(word) {
    word = tolower(word)
    sub(/\/+$/, "", word)
    sub(/.*\//, "", word)
    sub(/\.[a-z]+$/, "", word)
    gsub(/_/, "-", word)
    return word
}

# The same word, but for how it is written: 0. Else how far off it is.
function miss(word, asked) {
    if (word == asked || word "s" == asked || word "es" == asked)
        return 0
    if (kind == "exercise" && word ~ /^[0-9]+$/)
        return asked ~ /[0-9]/ && asked ~ /^[^0-9]*[0-9]+[^0-9]*$/ && digits(asked) == word ? 0 : 99
    return distance(word, asked)
}

# The number in it, without zeros before it.
function digits(word) {
    gsub(/[^0-9]/, "", word)
    return word + 0 ""
}

BEGIN { asked = plain(ENVIRON["ASKED"]); best = 99 }

{
    meaning = NF > 1 ? $2 : $1
    off = miss(plain($1), asked)
    if (off < best) {
        best = off
        meant = meaning
    }
    if (length(asked) >= 3 && (kind == "exercise" || NF == 1) && index(plain($1), asked) == 1 && meaning != begun) {
        beginnings++
        begun = meaning
    }
}

END {
    if (best > 0 && beginnings == 1)
        print begun
    else if (best <= (length(asked) <= 4 ? 1 : 2) && best < length(asked))
        print meant
}
