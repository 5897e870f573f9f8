// An HTTP server of a few lines for tests: on 127.0.0.1, on a port of the kernel's choice, one connection after the
// other and one answer on each. What it answers is the test's, byte for byte, so that it can lie. Ends with the object.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace ward::test {

class LoopbackServer {
  public:
    // From the request's head (and body, where it announces one), as it came, to all bytes of the answer; the
    // connection is closed behind them.
    using Answer = std::function<std::string(const std::string& head)>;

    explicit LoopbackServer(Answer answer) : answer_(std::move(answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
            ::getsockname(listener_, generic, &size) != 0)
            throw std::runtime_error("no loopback socket");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    ~LoopbackServer() {
        ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
        thread_.join();
        ::close(listener_);
    }

    int port() const { return port_; }
    std::string url(std::string_view path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    // The heads of all requests so far.
    std::vector<std::string> requests() const {
        const std::scoped_lock lock(mutex_);
        return requests_;
    }

    static std::string reply(std::string_view status, std::string_view headers, std::string_view body) {
        return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\nConnection: close\r\n" + std::string(headers) + "\r\n" + std::string(body);
    }

  private:
    static bool is_whole(const std::string& request) {
        const size_t end = request.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        constexpr std::string_view field = "Content-Length: ";
        const size_t length = request.find(field);
        const size_t body = length < end ? std::stoul(request.substr(length + field.size())) : 0;
        return request.size() >= end + 4 + body;
    }

    void serve() {
        for (;;) {
            const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (peer < 0) return;
            std::string head;
            char buffer[4096];
            while (!is_whole(head)) {
                const ssize_t got = ::recv(peer, buffer, sizeof(buffer), 0);
                if (got <= 0) break;
                head.append(buffer, static_cast<size_t>(got));
            }
            if (!head.empty()) {
                {
                    const std::scoped_lock lock(mutex_);
                    requests_.push_back(head);
                }
                const std::string bytes = answer_(head);
                for (size_t at = 0; at < bytes.size();) {
                    const ssize_t sent = ::send(peer, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
                    if (sent <= 0) break;
                    at += static_cast<size_t>(sent);
                }
            }
            ::shutdown(peer, SHUT_WR);
            while (::recv(peer, buffer, sizeof(buffer), 0) > 0) continue;  // a close with bytes unread is a reset
            ::close(peer);
        }
    }

    Answer answer_;
    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

}  // namespace ward::test
