# picture.awk - a terminal's text as a picture (SVG), for pages that show what one sees.
#
#     COMMAND | LC_ALL=C awk -f picture.awk >FILE.svg
#
# A line that begins with "$ " is what was typed. What went wrong is red: a line with WRONG, a row of
# a timeline with its mark, and the line that names the failure; the line below that names the bug.

BEGIN {
    line_height = 18
    margin = 16
    character_width = 8.43 # of DejaVu Sans Mono and its like, at 14 pixels
}

# How many characters, of a text in UTF-8: bytes that go on with one don't count.
function width(text) {
    gsub(/[\200-\277]/, "", text)
    return length(text)
}

function escaped(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    return text
}

function class_of(text) {
    if (text ~ /^\$ /) {
        return "typed"
    }
    if (text ~ /WRONG|✗|^Wrong result:/) {
        return "wrong"
    }
    if (text ~ /^[A-Z][a-z]+( [a-z]+)?: /) {
        return "bug"
    }
    return "text"
}

{
    lines[NR] = $0
    if (width($0) > columns) {
        columns = width($0)
    }
}

END {
    if (NR == 0) {
        exit 1
    }
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">\n", \
        2 * margin + columns * character_width, 2 * margin + NR * line_height
    print "<style>"
    print "text { font: 14px 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; }"
    print ".text { fill: #d0d4da; } .typed { fill: #ffffff; font-weight: bold; }"
    print ".wrong { fill: #ff7b72; font-weight: bold; } .bug { fill: #ffd866; }"
    print "</style>"
    print "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b1f26\"/>"
    for (i = 1; i <= NR; i++) {
        if (lines[i] ~ /[^ ]/) {
            printf "<text class=\"%s\" x=\"%d\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", \
                class_of(lines[i]), margin, margin + i * line_height - 5, escaped(lines[i])
        }
    }
    print "</svg>"
}
