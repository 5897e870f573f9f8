// id: K06
// title: a TCP connection
// label: by design: Landlock limits TCP by port since ABI 4
// reference: https://docs.kernel.org/userspace-api/landlock.html
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: landlock
// setup: listen-tcp
#include "attack.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static struct sockaddr_in target(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(attack_value("port")))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void attack(void) {
    struct sockaddr_in address = target();
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) failed("socket");
    if (connect(fd, (struct sockaddr*)&address, sizeof address)) failed("connect");
    escaped_reading(fd);
}
