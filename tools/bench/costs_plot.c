/* costs_plot.c - the costs as lines, which gnuplot draws into a file; see costs.h. */
#include "bench/costs.h"

#include <math.h>
#include <stdio.h>

/* Writes a string for gnuplot, in which a quote is written twice. */
static void write_quoted(const char *text, int length, FILE *gnuplot)
{
    fputc('\'', gnuplot);
    for (int i = 0; i < length && text[i] != '\0'; i++) {
        fputs(text[i] == '\'' ? "\'\'" : (const char[]){text[i], '\0'}, gnuplot);
    }
    fputc('\'', gnuplot);
}

/* A block of data for each variant: threads, milliseconds. What has no figure has no point. */
static void write_data(const struct costs *costs, FILE *gnuplot)
{
    for (size_t i = 0; i < costs->count; i++) {
        fprintf(gnuplot, "$variant%zu << END\n", i);
        for (int column = 0; column < THREAD_COUNTS; column++) {
            const double ms = cost_median_ms(&costs->variants[i].costs[column]);
            if (isfinite(ms)) {
                fprintf(gnuplot, "%d %.6f\n", thread_counts[column], ms);
            }
        }
        fputs("END\n", gnuplot);
    }
}

/* Both axes double from line to line, so that half the time is as far apart everywhere. */
static void write_script(const struct costs *costs, const char *path, FILE *gnuplot)
{
    fputs("set terminal svg size 640,400 noenhanced background 'white'\nset output ", gnuplot);
    write_quoted(path, FILENAME_MAX, gnuplot);
    fprintf(gnuplot, "\nset xlabel 'threads'\nset ylabel 'ms, for %ld ", costs->work);
    for (const char *c = costs->work_unit; *c != '\0'; c++) {
        fputc(*c == '\'' ? ' ' : *c, gnuplot);
    }
    fputs("'\nset logscale x 2\nset logscale y 2\nset xrange [1:8]\nset grid\n"
          "set key outside\n",
          gnuplot);
    write_data(costs, gnuplot);
    for (size_t i = 0; i < costs->count; i++) {
        fprintf(gnuplot, "%s $variant%zu using 1:2 with linespoints title ", i == 0 ? "plot" : ",",
                i);
        write_quoted(costs->variants[i].name, costs->variants[i].name_length, gnuplot);
    }
    fputc('\n', gnuplot);
}

bool costs_plot(const struct costs *costs, const char *path)
{
    FILE *gnuplot = popen("gnuplot", "w");
    if (gnuplot == NULL) {
        return false;
    }
    write_script(costs, path, gnuplot);
    return pclose(gnuplot) == 0;
}
