/* source.c - see source.h. */
#include "watch/source.h"

#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static void watch_folder(struct source *source)
{
    if (source->events >= 0 && source->watched < 0) {
        source->watched = inotify_add_watch(source->events, source->folder,
                                            IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE |
                                                IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                                IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
    }
}

void source_begin(struct source *source, const char *folder, const char *name)
{
    *source = (struct source){
        .folder = folder,
        .name = name,
        .events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
        .watched = -1,
    };
    watch_folder(source);
}

void source_end(struct source *source)
{
    if (source->events >= 0) {
        close(source->events);
    }
    *source = (struct source){.events = -1, .watched = -1};
}

/* A folder that is deleted or moved away takes its watch with it. */
static void take(struct source *source, const struct inotify_event *event)
{
    if (event->wd != source->watched) {
        return;
    }
    if ((event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0 && event->len > 0 &&
        strcmp(event->name, source->name) == 0) {
        source->saved = true;
    }
    if ((event->mask & IN_MOVE_SELF) != 0) {
        inotify_rm_watch(source->events, source->watched);
    }
    if ((event->mask & (IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) {
        source->watched = -1;
    }
}

void source_take_events(struct source *source)
{
    _Alignas(struct inotify_event) char events[8192];
    ssize_t length;
    source->saved = false;
    while (source->events >= 0 && (length = read(source->events, events, sizeof events)) > 0) {
        const struct inotify_event *event;
        for (const char *at = events; at < events + length; at += sizeof *event + event->len) {
            event = (const struct inotify_event *)at;
            take(source, event);
        }
    }
    watch_folder(source);
}

bool source_tells(const struct source *source)
{
    return source->watched >= 0;
}

struct file_mark file_mark_of(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return (struct file_mark){.there = false};
    }
    return (struct file_mark){
        .there = true,
        .device = status.st_dev,
        .inode = status.st_ino,
        .size = status.st_size,
        .modified = status.st_mtim,
        .changed = status.st_ctim,
    };
}

static bool same_time(struct timespec one, struct timespec other)
{
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

bool file_mark_same(const struct file_mark *one, const struct file_mark *other)
{
    return one->there == other->there && one->device == other->device &&
           one->inode == other->inode && one->size == other->size &&
           same_time(one->modified, other->modified) && same_time(one->changed, other->changed);
}
