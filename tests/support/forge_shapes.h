// A forge's API in memory: answers by the files of a folder in tests/support/forge_shapes/ (see its routes.txt), and by
// what a test puts in their place. Answers of GET carry an ETag, and are 304 for who has it. Writes down what it was
// asked. It can also answer for a LoopbackServer.
#pragma once

#include <deque>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "io/net/http.h"

namespace ward::test {

class ForgeShapes : public net::Http {
  public:
    struct Answer {
        int status = 200;
        std::string body = {};
        std::vector<net::Header> headers = {};
        bool is_lost = false;  // the connection breaks
    };

    // Paths of requests begin behind `prefix` of the URL's path ("/api/v3").
    explicit ForgeShapes(const std::string& folder, std::string prefix = {}) : prefix_(std::move(prefix)) {
        const std::string root = "tests/support/forge_shapes/" + folder + "/";
        std::istringstream routes(content(root + "routes.txt"));
        for (std::string line; std::getline(routes, line);) {
            std::istringstream words(line);
            std::string method;
            std::string path;
            std::string file;
            if (!(words >> method >> path >> file) || method == "#" || (method != "GET" && method != "GRAPHQL"))
                continue;
            Answer answer{.body = content(root + file)};
            words >> answer.status;
            lasting_[method + " " + path] = answer;
        }
    }

    // From now on, for "GET /path" or "GRAPHQL name".
    void put(const std::string& route, Answer answer) { lasting_[route] = std::move(answer); }
    // The next time, before what is there.
    void once(const std::string& route, Answer answer) { next_[route].push_back(std::move(answer)); }
    const std::string& body(const std::string& route) const { return lasting_.at(route).body; }

    Result<net::Response> get(const net::Request& request) override {
        return answer("GET " + path_of(request.url), request.url, request.headers);
    }
    Result<net::Response> send(const net::Submission& submission) override {
        bodies.push_back(submission.body);
        return answer("GRAPHQL " + question_of(submission.body), submission.url, submission.headers);
    }

    // All bytes of an answer to the bytes of a request.
    std::string wire(const std::string& request) {
        const std::string target =
            request.substr(request.find(' ') + 1, request.find(" HTTP/") - request.find(' ') - 1);
        std::vector<net::Header> headers;
        std::istringstream lines(request.substr(0, request.find("\r\n\r\n")));
        for (std::string line; std::getline(lines, line);)
            if (const size_t colon = line.find(": "); colon != std::string::npos)
                headers.push_back({line.substr(0, colon), line.substr(colon + 2, line.find('\r') - colon - 2)});
        const bool is_get = request.starts_with("GET ");
        const auto given = answer(is_get ? "GET " + path_of("http://x" + target)
                                         : "GRAPHQL " + question_of(request.substr(request.find("\r\n\r\n"))),
                                  target, headers);
        if (!given) return {};
        std::string bytes = "HTTP/1.1 " + std::to_string(given->status) +
                            " x\r\nConnection: close\r\nContent-Length: " + std::to_string(given->body.size()) + "\r\n";
        for (const net::Header& header : given->headers) bytes += header.name + ": " + header.value + "\r\n";
        return bytes + "\r\n" + given->body;
    }

    std::vector<std::string> asked;   // routes
    std::vector<std::string> urls;    // of the same
    std::vector<std::string> tokens;  // what stood in Authorization; empty: nothing
    std::vector<std::string> bodies;  // of GraphQL

  private:
    static std::string content(const std::string& file) {
        std::ifstream stream(file);
        std::ostringstream text;
        text << stream.rdbuf();
        if (!stream) throw std::runtime_error("cannot read " + file);
        return text.str();
    }
    std::string path_of(const std::string& url) const {
        const size_t slash = url.find('/', url.find("://") + 3);
        const std::string path = slash == std::string::npos ? "/" : url.substr(slash);
        return path.starts_with(prefix_) ? path.substr(prefix_.size()) : path;
    }
    // "commits" of {"query":"query commits($owner...
    static std::string question_of(const std::string& body) {
        constexpr std::string_view start = "\"query\":\"query ";
        const size_t at = body.find(start);
        if (at == std::string::npos) return "?";
        return body.substr(at + start.size(), body.find_first_of("( {", at + start.size()) - at - start.size());
    }
    static std::string value_of(const std::vector<net::Header>& headers, std::string_view name) {
        for (const net::Header& header : headers)
            if (header.name == name) return header.value;
        return {};
    }

    Result<net::Response> answer(const std::string& route, const std::string& url,
                                 const std::vector<net::Header>& headers) {
        asked.push_back(route);
        urls.push_back(url);
        tokens.push_back(value_of(headers, "Authorization"));
        Answer given{.status = 404, .body = R"({"message":"Not Found"})"};
        if (auto& queue = next_[route]; !queue.empty()) {
            given = queue.front();
            queue.pop_front();
        } else if (const auto found = lasting_.find(route); found != lasting_.end()) {
            given = found->second;
        }
        if (given.is_lost) return fail(ErrorCode::network, "connection lost", url);
        net::Response response;
        response.status = given.status;
        response.url = url;
        response.headers = given.headers;
        response.body = given.body;
        if (given.status == 200 && route.starts_with("GET ")) {
            const std::string etag = "\"" + std::to_string(std::hash<std::string>{}(given.body)) + "\"";
            response.headers.push_back({"ETag", etag});
            if (value_of(headers, "If-None-Match") == etag) {
                response.status = 304;
                response.body.clear();
            }
        }
        return response;
    }

    std::string prefix_;
    std::map<std::string, Answer> lasting_;
    std::map<std::string, std::deque<Answer>> next_;
};

}  // namespace ward::test
