/* The shared object of case A04: being loaded is the attack, so its constructor reads SECRET/secret.txt (SECRET is the process's
   last argument), prints the line of the protocol and ends the process. Built by run.py: cc -shared -fPIC -o engine.so engine.c */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

__attribute__((constructor)) static void loaded(int argc, char** argv) {
    char path[4096], text[256] = "";
    if (argc < 2) return;
    snprintf(path, sizeof path, "%s/secret.txt", argv[argc - 1]);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (got < 0) return;
    text[strcspn(text, "\n")] = 0;
    dprintf(1, "ESCAPED %s\n", text);
    _exit(0);
}
