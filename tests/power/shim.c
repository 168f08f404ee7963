/* Preloaded before a process under test: puts every change below one folder on record, in order, and can let one fail.

   POWER_ROOT    the folder; what happens elsewhere is not looked at
   POWER_LOG     where the record goes: kind, five numbers of 64 bits, bytes (see tests/power/record.py)
   POWER_MARKS   set: only remarks are recorded, and that a call was made to fail
   power_mark    called by the program under test: a remark into the record ("this was acknowledged")
   power_fail    called likewise: lets the n-th call of a kind from now on fail once with an errno
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))
enum { WRITE = 'W', TRUNCATE = 'T', SYNC = 'S', SYNC_FOLDER = 'D', CREATE = 'C', RENAME = 'R', LINK = 'L',
       UNLINK = 'U', MAKE_FOLDER = 'M', REMOVE_FOLDER = 'X', MARK = 'A' };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static int record = -1, marks_only;
static long calls[256], fail_at[256];
static int fail_with[256];

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    root = getenv("POWER_ROOT");
    root_length = root ? strlen(root) : 0;
    const char *path = getenv("POWER_LOG");
    marks_only = getenv("POWER_MARKS") != NULL;
    if (root && path)
        record = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void whole(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        ssize_t done = REAL(write)(record, at, length);
        if (done < 0) abort();
        at += done;
        length -= (size_t)done;
    }
}

static void note(int kind, uint64_t a, uint64_t b, const void *data, size_t length, const void *more, size_t rest) {
    if (record < 0 || (marks_only && kind != MARK)) return;
    uint64_t head[5] = {(uint64_t)kind, a, b, length, rest};
    whole(head, sizeof head);
    whole(data, length);
    whole(more, rest);
}

static int inside(const char *path) {
    return root && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

/* The path behind a descriptor below the root, with its inode; 0 when it is none of ours. */
static int ours(int fd, struct stat *found, char *path) {
    if (!root || fd == record || fstat(fd, found) != 0 || !(S_ISREG(found->st_mode) || S_ISDIR(found->st_mode))) return 0;
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

/* The absolute path of a name given to a call; 0 when it is none of ours. */
static int named(int folder, const char *name, char *path) {
    if (!root) return 0;
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
    } else {
        char at[64], base[PATH_MAX];
        if (folder == AT_FDCWD) snprintf(at, sizeof at, "/proc/self/cwd");
        else snprintf(at, sizeof at, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(at, base, sizeof base - 1);
        if (length < 0) return 0;
        base[length] = 0;
        if ((size_t)snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
    }
    return inside(path);
}

/* Counts a call; 1 when this is the one that is to fail. */
static int fails(int kind) {
    calls[kind]++;
    if (fail_at[kind] == 0 || calls[kind] != fail_at[kind]) return 0;
    fail_at[kind] = 0;
    char words[32];
    int length = snprintf(words, sizeof words, "failed %c %d", kind, fail_with[kind]);
    note(MARK, 0, 0, words, (size_t)length, "", 0);
    errno = fail_with[kind];
    return 1;
}

void power_mark(const char *words) {
    pthread_mutex_lock(&lock);
    note(MARK, 0, 0, words, strlen(words), "", 0);
    pthread_mutex_unlock(&lock);
}

void power_fail(int kind, long nth, int with) {
    pthread_mutex_lock(&lock);
    calls[kind] = 0;
    fail_at[kind] = nth;
    fail_with[kind] = with;
    pthread_mutex_unlock(&lock);
}

#define BEGIN(kind) \
    pthread_mutex_lock(&lock); \
    if (fails(kind)) { pthread_mutex_unlock(&lock); return -1; }
#define END(good, ...) \
    do { int kept = errno; if (good) note(__VA_ARGS__); pthread_mutex_unlock(&lock); errno = kept; } while (0)

static ssize_t written(int fd, const struct iovec *parts, int count, off_t offset, int positioned) {
    struct stat found;
    char path[PATH_MAX];
    if (!ours(fd, &found, path))
        return positioned ? REAL(pwritev)(fd, parts, count, offset) : REAL(writev)(fd, parts, count);
    BEGIN(WRITE)
    if (!positioned) {
        fstat(fd, &found);
        offset = (fcntl(fd, F_GETFL) & O_APPEND) ? found.st_size : lseek(fd, 0, SEEK_CUR);
    }
    ssize_t done = positioned ? REAL(pwritev)(fd, parts, count, offset) : REAL(writev)(fd, parts, count);
    int kept = errno;
    off_t at = offset;
    ssize_t left = done;
    for (int n = 0; n < count && left > 0; n++) {
        size_t length = (size_t)left < parts[n].iov_len ? (size_t)left : parts[n].iov_len;
        note(WRITE, found.st_ino, (uint64_t)at, parts[n].iov_base, length, "", 0);
        at += (off_t)length;
        left -= (ssize_t)length;
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

ssize_t write(int fd, const void *data, size_t length) {
    struct iovec part = {(void *)data, length};
    return written(fd, &part, 1, 0, 0);
}
ssize_t writev(int fd, const struct iovec *parts, int count) { return written(fd, parts, count, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    struct iovec part = {(void *)data, length};
    return written(fd, &part, 1, offset, 1);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) { return pwrite(fd, data, length, offset); }

int ftruncate(int fd, off_t length) {
    struct stat found;
    char path[PATH_MAX];
    if (!ours(fd, &found, path)) return REAL(ftruncate)(fd, length);
    BEGIN(TRUNCATE)
    int done = REAL(ftruncate)(fd, length);
    END(done == 0, TRUNCATE, found.st_ino, (uint64_t)length, "", 0, "", 0);
    return done;
}
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }

static int synced(int fd, int (*sync)(int)) {
    struct stat found;
    char path[PATH_MAX];
    if (!ours(fd, &found, path)) return sync(fd);
    int kind = S_ISDIR(found.st_mode) ? SYNC_FOLDER : SYNC;
    BEGIN(SYNC)
    int done = sync(fd);
    END(done == 0, kind, found.st_ino, 0, path, strlen(path), "", 0);
    return done;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    struct stat found;
    if (!(flags & (O_CREAT | O_TRUNC)) || !named(folder, name, path)) return REAL(openat)(folder, name, flags, mode);
    BEGIN(CREATE)
    int was = stat(path, &found) == 0;
    int fd = REAL(openat)(folder, name, flags, mode);
    int kept = errno;
    if (fd >= 0 && fstat(fd, &found) == 0) {
        if (!was) note(CREATE, found.st_ino, 0, path, strlen(path), "", 0);
        else if (flags & O_TRUNC) note(TRUNCATE, found.st_ino, 0, "", 0, "", 0);
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return fd;
}

#include <stdarg.h>
#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE(flags) return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE(flags) return opened(folder, name, flags, mode); }

static int renamed(int f, const char *from, int t, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    if (!named(f, from, old) || !named(t, to, new)) return REAL(renameat2)(f, from, t, to, flags);
    BEGIN(RENAME)
    int done = REAL(renameat2)(f, from, t, to, flags);
    END(done == 0, RENAME, 0, 0, old, strlen(old), new, strlen(new));
    return done;
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int f, const char *from, int t, const char *to) { return renamed(f, from, t, to, 0); }
int renameat2(int f, const char *from, int t, const char *to, unsigned flags) { return renamed(f, from, t, to, flags); }

int linkat(int f, const char *from, int t, const char *to, int flags) {
    char old[PATH_MAX], new[PATH_MAX];
    if (!named(f, from, old) || !named(t, to, new)) return REAL(linkat)(f, from, t, to, flags);
    BEGIN(LINK)
    int done = REAL(linkat)(f, from, t, to, flags);
    END(done == 0, LINK, 0, 0, old, strlen(old), new, strlen(new));
    return done;
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    if (!named(folder, name, path)) return REAL(unlinkat)(folder, name, flags);
    int kind = flags & AT_REMOVEDIR ? REMOVE_FOLDER : UNLINK;
    BEGIN(UNLINK)
    int done = REAL(unlinkat)(folder, name, flags);
    END(done == 0, kind, 0, 0, path, strlen(path), "", 0);
    return done;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (!named(folder, name, path)) return REAL(mkdirat)(folder, name, mode);
    BEGIN(MAKE_FOLDER)
    int done = REAL(mkdirat)(folder, name, mode);
    struct stat found = {0};
    if (done == 0) stat(path, &found);
    END(done == 0, MAKE_FOLDER, found.st_ino, 0, path, strlen(path), "", 0);
    return done;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
