// id: K10
// title: TCP_FASTOPEN_CONNECT puts the connection off until the first write
// label: by design: connect() is still called, so a rule on it holds
// reference: https://github.com/landlock-lsm/linux/issues/41
// versions: none
// measured: plain escaped on Linux 6.18.44
// grants: --allow-fs-read={grant}
// prove: effect
// stops: landlock
// setup: listen-tcp
// plain: EOPNOTSUPP where net.ipv4.tcp_fastopen has no client bit
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
    int one = 1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &one, sizeof one)) failed("setsockopt");
    if (connect(fd, (struct sockaddr*)&address, sizeof address)) failed("connect");
    if (write(fd, "x", 1) < 0) failed("write");
    escaped_reading(fd);
}
