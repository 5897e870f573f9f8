// id: K13
// title: a connection to an abstract Unix socket
// label: by design: Landlock's scope covers abstract sockets since ABI 6
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: landlock
// setup: listen-abstract
#include "attack.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static void attack(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char* name = attack_value("abstract");
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) failed("socket");
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
    if (connect(fd, (struct sockaddr*)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name)))) failed("connect");
    escaped_reading(fd);
}
