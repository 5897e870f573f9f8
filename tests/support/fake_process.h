// A service of tests/support/fake_service.py in a process of its own, on real sockets, for the length of a test. Run
// from the source's root.
#pragma once

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/temporary_folder.h"
#include "formats/document.h"
#include "formats/json_writer.h"
#include "io/net/http.h"

namespace ward::test {

class FakeProcess {
  public:
    // `seed` is the JSON of the service's members to begin with.
    explicit FakeProcess(std::string_view script, std::string_view seed = "{}") {
        auto folder = TemporaryFolder::make("ward-fake");
        if (!folder || !replace_file(folder->path() + "/seed.json", seed)) throw std::runtime_error("no folder");
        folder_ = std::move(*folder);
        const std::string command = fmt::format("exec python3 {} {} --seconds 60", script, folder_.path());
        process_ = ::popen(command.c_str(), "re");  // NOLINT(cert-env33-c): a script of the source tree
        char line[32] = {};
        if (process_ == nullptr || std::fgets(line, sizeof(line), process_) == nullptr)
            throw std::runtime_error("the fake does not start");
        port_ = std::stoi(line);
    }
    FakeProcess(const FakeProcess&) = delete;
    FakeProcess& operator=(const FakeProcess&) = delete;
    ~FakeProcess() {
        (void)post("stop", "{}");
        ::pclose(process_);
    }

    std::string url(std::string_view path = "") const { return fmt::format("http://127.0.0.1:{}{}", port_, path); }

    // The n-th request of `method` from now on ("write": any that writes) fails: `what` as fake_service.py has it.
    void arm(std::string_view what, std::string_view method = "write", int n = 1) {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member("what", what).member("method", method).member("at", n);
        if (!post("faults", json.end_object().take())) throw std::runtime_error("the fault is not taken");
    }
    // Members of the service are set; what people do by hand.
    bool set(std::string_view json) { return post("set", json); }
    bool change(std::string_view json) { return post("change", json); }

    // Every write that took effect, in order: "POST /path".
    std::vector<std::string> writes() {
        std::vector<std::string> out;
        for (const Node& write : get("writes").items)
            out.push_back(fmt::format("{} {}", text_at(write, "method"), text_at(write, "path")));
        return out;
    }
    // All requests so far: "GET /path?query [fault]".
    std::vector<std::string> requests() {
        std::vector<std::string> out;
        for (const Node& request : get("requests").items) out.push_back(request.text);
        return out;
    }
    Node get(std::string_view name) {
        const auto response = http_->get({.url = url("/_control/") + std::string(name)});
        if (!response) throw std::runtime_error(response.error().message());
        auto node = parse_json(response->body, "control");
        return node ? *node : throw std::runtime_error(node.error().message());
    }

  private:
    bool post(std::string_view name, std::string_view json) {
        const auto response = http_->send(
            {.method = "POST", .url = url("/_control/") + std::string(name), .headers = {}, .body = std::string(json)});
        return response && response->status == 200;
    }

    TemporaryFolder folder_;
    std::unique_ptr<net::Http> http_ = net::curl_http("ward-test");
    std::FILE* process_ = nullptr;
    int port_ = 0;
};

}  // namespace ward::test
