#!/bin/bash
# vpl_evaluate.sh - VPL runs it to evaluate: makes vpl_execution, which grades what was submitted and
# prints "Comment :=>>" lines and, last, "Grade :=>>", of the activity's greatest grade.
#
# Without a verdict it prints no grade: VPL then proposes none.
set -u
cat >vpl_execution <<'END'
#!/bin/bash
. ./vpl_environment.sh 2>/dev/null || true
mkdir -p .racetrack/handin .racetrack/results
# What was submitted stands beside VPL's own files.
for file in *; do
    case $file in
    vpl_* | common_script.sh | grade.sh | install.sh | racetrack.tar.gz) ;;
    *) cp -R -P "$file" .racetrack/handin/ ;;
    esac
done
sh ./grade.sh racetrack.tar.gz .racetrack/handin .racetrack/results >.racetrack/log 2>&1
if ! [ -s .racetrack/results/vpl/work.txt ]; then
    echo "Comment :=>>-This machine could not judge it; that is not your fault"
    sed 's/^/Comment :=>>>/' .racetrack/log | tail -n 20
    exit 0
fi
grep '^Comment :=>>' .racetrack/results/vpl/work.txt
sed -n 's|^Grade :=>>\([0-9]*\)/10000$|\1|p' .racetrack/results/vpl/work.txt | tail -n 1 |
    awk -v least="${VPL_GRADEMIN:-0}" -v most="${VPL_GRADEMAX:-10}" \
        '{ printf "Grade :=>>%.2f\n", least + (most - least) * $1 / 10000 }'
END
chmod +x vpl_execution
