// Doors to the network for several threads: one serves one thread at a time, and idle ones are kept, so that
// connections live on.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "io/net/http.h"

namespace ward::npm {

class Doors {
  public:
    explicit Doors(std::function<std::unique_ptr<net::Http>()> make_http) : make_http_(std::move(make_http)) {}

    Result<net::Response> get(const net::Request& request) {
        std::unique_ptr<net::Http> http = take();
        auto response = http->get(request);
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(http));
        return response;
    }

  private:
    std::unique_ptr<net::Http> take() {
        const std::scoped_lock lock(mutex_);
        if (idle_.empty()) return make_http_();
        std::unique_ptr<net::Http> door = std::move(idle_.back());
        idle_.pop_back();
        return door;
    }

    std::function<std::unique_ptr<net::Http>()> make_http_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<net::Http>> idle_;
};

}  // namespace ward::npm
