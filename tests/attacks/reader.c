/* The program of case K21, put where neither it nor what it reads is granted: prints SECRET/secret.txt. Built by run.py. */
#include <stdio.h>

int main(int argc, char** argv) {
    char path[4096], text[256] = "";
    snprintf(path, sizeof path, "%s/secret.txt", argv[argc - 1]);
    FILE* file = fopen(path, "re");
    if (!file || !fgets(text, sizeof text, file)) {
        puts("DENIED EACCES the program ran and could not read");
        return 1;
    }
    printf("ESCAPED %s", text);
    return 0;
}
