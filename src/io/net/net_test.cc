// The real transport against a server on this machine that answers whatever a test wants, lies included.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "formats/crc32c.h"
#include "formats/digest.h"
#include "io/net/download.h"
#include "support/loopback_server.h"

namespace ward::net {
namespace {

using test::LoopbackServer;
using testing::HasSubstr;
using testing::Not;

class Net : public testing::Test {
  protected:
    Net() {
        std::string name = (std::filesystem::temp_directory_path() / "ward_net_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder = name;
    }
    ~Net() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    std::string file() const { return folder + "/all.zip"; }
    std::string content() const { return read_file(file(), 1u << 24).value_or("(none)"); }
    bool exists(const std::string& name) const { return std::filesystem::exists(folder + "/" + name); }
    Result<Download> fetch(const LoopbackServer& server, Validators known = {}, HttpLimits limits = {}) {
        return download(*http,
                        {.url = server.url("/all.zip"), .file = file(), .known = std::move(known), .limits = limits});
    }
    ErrorCode code_of(std::string_view answer) {
        const LoopbackServer server([&](const std::string&) { return std::string(answer); });
        const auto result = fetch(server);
        EXPECT_FALSE(result);
        EXPECT_FALSE(exists("all.zip"));
        return result ? ErrorCode::internal : result.error().code;
    }

    std::string folder;
    std::unique_ptr<Http> http = curl_http("ward/test");
};

std::string crc_header(std::string_view bytes) {
    const uint32_t crc = crc32c(bytes);
    std::string big_endian;
    for (int shift = 24; shift >= 0; shift -= 8) big_endian += static_cast<char>(crc >> shift);
    return "x-goog-hash: crc32c=" + base64_encode(big_endian) + "\r\nx-goog-hash: md5=AAAA\r\n";
}

TEST(Urls, are_https_or_of_this_machine) {
    EXPECT_TRUE(check_url("https://example.org/a%20b"));
    EXPECT_TRUE(check_url("http://127.0.0.1:8080/"));
    EXPECT_TRUE(check_url("http://[::1]:8080/"));
    EXPECT_TRUE(check_url("http://localhost/"));
    for (const char* url :
         {"http://example.org/", "http://127.0.0.1.example.org/", "http://localhost.example.org/", "ftp://example.org/",
          "file:///etc/passwd", "/all.zip", "", "https://", "https://exa mple.org/", "http://127.0.0.2/"}) {
        const auto checked = check_url(url);
        ASSERT_FALSE(checked) << url;
        EXPECT_EQ(checked.error().code, ErrorCode::usage) << url;
    }
    const auto secret = check_url("https://user:hunter2@example.org/");
    ASSERT_FALSE(secret);
    EXPECT_THAT(secret.error().message(), Not(HasSubstr("hunter2")));
}

TEST_F(Net, a_body_without_a_sink_is_in_the_response) {
    const LoopbackServer server([](const std::string&) {
        return "HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n" +
               LoopbackServer::reply("200 OK", "X-Late: yes\r\n", "hello");
    });
    const auto response = http->get({.url = server.url("/a%20b")});
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->header("x-late"), "yes");
    EXPECT_EQ(response->header("x-early"), std::nullopt) << "headers of an interim answer are not those of the last";
    EXPECT_THAT(server.requests().at(0), HasSubstr("GET /a%20b HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests().at(0), HasSubstr("User-Agent: ward/test\r\n"));
    EXPECT_THAT(server.requests().at(0), Not(HasSubstr("Accept-Encoding")));
}

TEST_F(Net, a_file_is_fetched_once_and_then_only_if_it_changed) {
    const std::string body(300'000, 'z');
    const LoopbackServer server([&](const std::string& head) {
        if (head.contains("If-None-Match: \"v1\"")) return LoopbackServer::reply("304 Not Modified", "", "");
        return LoopbackServer::reply(
            "200 OK", "ETag: \"v1\"\r\nLast-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\n" + crc_header(body), body);
    });
    const auto first = fetch(server);
    ASSERT_TRUE(first) << first.error().message();
    EXPECT_EQ(first->state, Download::State::fetched);
    EXPECT_EQ(first->bytes, body.size());
    EXPECT_EQ(first->crc32c, crc32c(body));
    EXPECT_EQ(first->validators, (Validators{"\"v1\"", "Sun, 01 Nov 2026 00:00:00 GMT"}));
    EXPECT_EQ(content(), body);
    EXPECT_FALSE(exists("all.zip.part") || exists("all.zip.part.from"));

    const auto second = fetch(server, first->validators);
    ASSERT_TRUE(second) << second.error().message();
    EXPECT_EQ(second->state, Download::State::unchanged);
    EXPECT_EQ(second->validators, first->validators);
    EXPECT_EQ(content(), body);
}

TEST_F(Net, a_date_is_asked_by_where_there_is_no_tag) {
    const LoopbackServer server([](const std::string&) { return LoopbackServer::reply("304 Not Modified", "", ""); });
    EXPECT_TRUE(fetch(server, {"", "Sun, 01 Nov 2026 00:00:00 GMT"}));
    EXPECT_THAT(server.requests().at(0), HasSubstr("If-Modified-Since: Sun, 01 Nov 2026 00:00:00 GMT\r\n"));
    const auto unasked = fetch(server);
    ASSERT_FALSE(unasked) << "there is no file that could be unchanged";
    EXPECT_EQ(unasked.error().code, ErrorCode::network);
}

TEST_F(Net, statuses_become_errors) {
    EXPECT_EQ(code_of(LoopbackServer::reply("404 Not Found", "", "<h1>no</h1>")), ErrorCode::not_found);
    EXPECT_EQ(code_of(LoopbackServer::reply("403 Forbidden", "", "")), ErrorCode::auth);
    EXPECT_EQ(code_of(LoopbackServer::reply("429 Too Many Requests", "Retry-After: 7\r\n", "")),
              ErrorCode::rate_limited);
    EXPECT_EQ(code_of(LoopbackServer::reply("503 Service Unavailable", "Retry-After: 7\r\n", "")),
              ErrorCode::rate_limited);
    EXPECT_EQ(code_of(LoopbackServer::reply("503 Service Unavailable", "", "")), ErrorCode::network);
    EXPECT_EQ(code_of(LoopbackServer::reply("204 No Content", "", "")), ErrorCode::network);
    EXPECT_EQ(code_of(LoopbackServer::reply("206 Partial Content", "Content-Range: bytes 5-9/10\r\n", "lated")),
              ErrorCode::network)
        << "a part that nobody asked for";
    EXPECT_EQ(code_of(LoopbackServer::reply("404 Not Found", "", std::string(1u << 20, 'x'))), ErrorCode::not_found)
        << "however much is said about it";
    EXPECT_EQ(code_of("SSH-2.0-OpenSSH_9.2\r\n"), ErrorCode::network);
    EXPECT_EQ(code_of(""), ErrorCode::network);
}

TEST_F(Net, a_body_is_whole_or_an_error) {
    EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!"), ErrorCode::network);
    EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfive!\r\n"), ErrorCode::network);
    EXPECT_EQ(code_of(LoopbackServer::reply("200 OK", crc_header("other bytes"), "these bytes")), ErrorCode::network);
    EXPECT_FALSE(exists("all.zip.part")) << "whole, but wrong: nothing to carry on from";
    EXPECT_EQ(code_of(LoopbackServer::reply("200 OK", "Content-Encoding: gzip\r\n", "\x1f\x8b")), ErrorCode::network);
}

TEST_F(Net, limits_have_names) {
    const LoopbackServer announced([](const std::string&) { return LoopbackServer::reply("200 OK", "", "123456789"); });
    HttpLimits small;
    small.body_bytes = 8;
    auto result = fetch(announced, {}, small);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::limit);
    EXPECT_THAT(result.error().message(), HasSubstr("is larger than 8 bytes"));

    const LoopbackServer chunked([](const std::string&) {
        return std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n");
    });
    result = fetch(chunked, {}, small);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::limit);

    const LoopbackServer talkative([](const std::string&) {
        return LoopbackServer::reply("200 OK",
                                     "X-Long: " + std::string(60'000, 'x') + "\r\nX-More: " + std::string(60'000, 'x') +
                                         "\r\nX-Most: " + std::string(60'000, 'x') + "\r\n",
                                     "");
    });
    result = fetch(talkative);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::limit);
    EXPECT_THAT(result.error().message(), HasSubstr("bytes of headers"));
}

TEST_F(Net, redirects_are_followed_within_the_rule) {
    const LoopbackServer server([](const std::string& head) {
        if (head.starts_with("GET /all.zip "))
            return LoopbackServer::reply("302 Found", "Location: /moved.zip\r\n", "ignored");
        return LoopbackServer::reply("200 OK", "", "moved");
    });
    const auto result = fetch(server);
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(content(), "moved");

    std::filesystem::remove(file());
    for (const char* target : {"https://127.0.0.1:1/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://example.org/",
                               "http://user:secret@127.0.0.1/", "gopher://127.0.0.1:70/x"}) {
        EXPECT_EQ(code_of(LoopbackServer::reply("302 Found", fmt::format("Location: {}\r\n", target), "")),
                  ErrorCode::network)
            << target;
    }
    EXPECT_EQ(code_of(LoopbackServer::reply("302 Found", "", "")), ErrorCode::network);
}

TEST_F(Net, a_loop_of_redirects_ends) {
    const LoopbackServer server(
        [](const std::string&) { return LoopbackServer::reply("301 Moved", "Location: /all.zip\r\n", ""); });
    const auto result = fetch(server);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message(), HasSubstr("redirects more than 5 times"));
    EXPECT_EQ(server.requests().size(), 6u);
}

TEST_F(Net, what_identifies_the_caller_stays_with_the_host) {
    const LoopbackServer second([](const std::string&) { return LoopbackServer::reply("200 OK", "", "x"); });
    const LoopbackServer first([&](const std::string& head) {
        const std::string target = head.starts_with("GET /away ") ? second.url("/") : "/away";
        return LoopbackServer::reply("307 Temporary Redirect", "Location: " + target + "\r\n", "");
    });
    const auto response =
        http->get({.url = first.url("/"), .headers = {{"authorization", "secret"}, {"X-Plain", "1"}}});
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_THAT(first.requests().at(1), HasSubstr("authorization: secret"));
    EXPECT_THAT(second.requests().at(0), Not(HasSubstr("secret")));
    EXPECT_THAT(second.requests().at(0), HasSubstr("X-Plain: 1"));
}

// Cuts the first answer after `cut` bytes, and then gives what the request's Range asks for.
LoopbackServer::Answer cutting(const std::string& body, size_t cut, std::string_view headers) {
    return [=, headers = std::string(headers)](const std::string& head) {
        const size_t range = head.find("Range: bytes=");
        if (range == std::string::npos) {
            const std::string whole = LoopbackServer::reply("200 OK", headers, body);
            return whole.substr(0, whole.size() - body.size() + cut);
        }
        const size_t from = std::stoul(head.substr(range + 13));
        return LoopbackServer::reply(
            "206 Partial Content",
            headers + fmt::format("Content-Range: bytes {}-{}/{}\r\n", from, body.size() - 1, body.size()),
            body.substr(from));
    };
}

TEST_F(Net, carries_on_where_the_connection_broke) {
    const std::string body = "the beginning and the end";
    const LoopbackServer server(cutting(body, 13, "ETag: \"v1\"\r\n" + crc_header(body)));
    const auto cut = fetch(server);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::network);
    EXPECT_FALSE(exists("all.zip"));
    const auto whole = fetch(server);
    ASSERT_TRUE(whole) << whole.error().message();
    EXPECT_EQ(whole->resumed_at, 13u);
    EXPECT_EQ(content(), body);
    EXPECT_THAT(server.requests().at(1), HasSubstr("Range: bytes=13-\r\n"));
    EXPECT_THAT(server.requests().at(1), HasSubstr("If-Range: \"v1\"\r\n"));
    EXPECT_FALSE(exists("all.zip.part") || exists("all.zip.part.from"));
}

TEST_F(Net, starts_anew_where_the_beginning_could_be_of_another_file) {
    const std::string body = "the beginning and the end";
    const LoopbackServer weak(cutting(body, 13, "ETag: W/\"v1\"\r\n"));
    EXPECT_FALSE(fetch(weak));
    EXPECT_FALSE(fetch(weak));
    EXPECT_THAT(weak.requests().at(1), Not(HasSubstr("Range: ")));

    const LoopbackServer strong(cutting(body, 13, "ETag: \"v1\"\r\n"));
    EXPECT_FALSE(fetch(strong));
    EXPECT_TRUE(exists("all.zip.part.from"));
    const LoopbackServer elsewhere([&](const std::string&) { return LoopbackServer::reply("200 OK", "", body); });
    ASSERT_TRUE(fetch(elsewhere));
    EXPECT_THAT(elsewhere.requests().at(0), Not(HasSubstr("Range: "))) << "the part is of another URL";
    EXPECT_EQ(content(), body);
}

TEST_F(Net, a_changed_file_replaces_the_part) {
    int asked = 0;
    const LoopbackServer server([&](const std::string& head) {
        if (++asked == 1) return std::string("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nETag: \"v1\"\r\n\r\nolder");
        EXPECT_TRUE(head.contains("If-Range: \"v1\""));
        return LoopbackServer::reply("200 OK", "ETag: \"v2\"\r\n", "newer");
    });
    EXPECT_FALSE(fetch(server));
    ASSERT_TRUE(fetch(server));
    EXPECT_EQ(content(), "newer");
}

TEST_F(Net, a_part_that_does_not_fit_is_given_up) {
    int asked = 0;
    std::string second;
    const LoopbackServer server([&](const std::string&) {
        ++asked;
        if (asked == 1) return std::string("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nETag: \"v1\"\r\n\r\nolder");
        return asked == 2 ? second : LoopbackServer::reply("200 OK", "ETag: \"v2\"\r\n", "newer");
    });
    for (const auto& answer :
         {LoopbackServer::reply("206 Partial Content", "Content-Range: bytes 4-9/10\r\n", "123456"),
          LoopbackServer::reply("206 Partial Content", "Content-Range: bytes 5-9/11\r\n", "12345"),
          LoopbackServer::reply("206 Partial Content", "ETag: \"v3\"\r\nContent-Range: bytes 5-9/10\r\n", "12345")}) {
        asked = 0;
        second = answer;
        std::filesystem::remove(file());
        EXPECT_FALSE(fetch(server));
        const auto bad = fetch(server);
        ASSERT_FALSE(bad) << answer;
        EXPECT_EQ(bad.error().code, ErrorCode::network);
        EXPECT_FALSE(exists("all.zip.part"));
        ASSERT_TRUE(fetch(server));
        EXPECT_EQ(content(), "newer");
    }
    // 416: the file there has become shorter than the part; asked again at once.
    asked = 0;
    second = LoopbackServer::reply("416 Range Not Satisfiable", "Content-Range: bytes */3\r\n", "");
    EXPECT_FALSE(fetch(server));
    ASSERT_TRUE(fetch(server));
    EXPECT_EQ(asked, 3);
}

TEST_F(Net, the_old_file_stays_until_the_new_one_is_good) {
    std::ofstream(file()) << "old";
    const LoopbackServer server([](const std::string&) { return LoopbackServer::reply("200 OK", "", ""); });
    const auto refused = download(
        *http, {.url = server.url("/all.zip"), .file = file(), .check = [](const std::string& path) -> Result<void> {
                    EXPECT_EQ(read_file(path, 10), "");
                    return fail(ErrorCode::parse, "is no zip archive", path);
                }});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::parse);
    EXPECT_EQ(content(), "old");
    EXPECT_FALSE(exists("all.zip.part"));
}

TEST_F(Net, nobody_listens) {
    std::string url;
    {
        const LoopbackServer gone([](const std::string&) { return std::string(); });
        url = gone.url("/");
    }
    const auto response = http->get({.url = url});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::network);
}

TEST_F(Net, a_header_cannot_smuggle_another) {
    const auto response =
        http->get({.url = "http://127.0.0.1:1/", .headers = {{"If-None-Match", "\"a\"\r\nX-Evil: 1"}}});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace ward::net
