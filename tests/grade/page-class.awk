# page-class.awk - makes a class of 200 in the folder top, for the stand-in for make: EXERCISES in ex, each
# submission another one, what comes out drawn from the student's and the exercise's number. Students 20 and
# 21 share a function that nobody else has; four names are as no honest student's.
BEGIN {
    count = split(ex, exercises, " ")
    kinds = split("fixed fixed fixed fixed race race race deadlock broken stuck crash refused", kind, " ")
    odd[0] = "<b>Orm & \342\200\256evil<|b>"
    odd[1] = "=cmd|x"
    odd[2] = "Maximiliane Wolfeschlegelsteinhausen-Bergerdorff"
    odd[3] = "o'neil"
    for (n = 0; n < 200; n++) {
        name = n < 4 ? odd[n] : sprintf("student%03d", n)
        shell = name
        gsub(/'/, "'\\''", shell)
        system("mkdir -p '" top "/" shell "'")
        for (e = 1; e <= count; e++) {
            if ((n * 7 + e * 3) % 13 == 0) {
                continue
            }
            stem = exercises[e]
            sub(/^[0-9]*-/, "", stem)
            gsub(/-/, "_", stem)
            file = top "/" name "/" stem ".c"
            printf "/* RESULT %s of %d */\n", kind[(n * n + 5 * e + n) % kinds + 1], n >file
            while ((getline line <("exercises/" exercises[e] "/original.c")) > 0) {
                print line >file
            }
            close("exercises/" exercises[e] "/original.c")
            if (n == 20 || n == 21) {
                printf "static int %s(int a)\n{\n    for (int i = 0; i < a; i++) {\n        a += i * 3;\n" \
                    "        if (a > 7) {\n            a -= 2;\n        }\n    }\n    while (a > 3) {\n" \
                    "        a--;\n    }\n    return a ? a : 1;\n}\n", n == 20 ? "one" : "other" >file
            }
            close(file)
        }
    }
}
