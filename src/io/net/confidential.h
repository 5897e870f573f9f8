// A service whose answers hold what is embargoed: reports, reserved ids, drafts of advisories. Of an answer, of the ids
// that stand in a URL and of credentials nothing gets into an error. What a service says of a refusal is told in words
// of our own, with names that its documents define.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "formats/document.h"
#include "io/net/api_client.h"

namespace ward::net {

constexpr size_t max_confidential_bytes = size_t{16} << 20;  // of one answer
constexpr size_t max_told_faults = 5;                        // of one refusal

struct Refusal {
    std::string words = {};              // what is wrong; empty: the status is all there is
    std::optional<ErrorCode> code = {};  // where the status alone says something else
};

struct ConfidentialAnswer {
    int status = 0;
    Node body = {};  // null where nothing came
    std::string link = {};
    std::optional<Instant> at = {};  // when the server answered, by its own clock
    std::string place = {};          // for errors about this answer
};

class ConfidentialApi {
  public:
    // Reads the body of a refusal; repeats none of its text.
    using Explain = Refusal (*)(const Node& body);

    // No redirect is followed, nothing is cached. `http` must outlive it.
    ConfidentialApi(Http& http, ApiOptions options, Explain explain);

    const std::string& base_url() const { return client_.base_url(); }
    bool has_token() const { return client_.has_token(); }

    // `what` stands in errors where the URL would: "a report".
    Result<ConfidentialAnswer> read(const std::string& url, std::string_view what);
    // Sent once (api_client.h).
    Result<ConfidentialAnswer> write(const std::string& method, const std::string& url, const std::string& body,
                                     std::string_view what);
    // Page after page, until `take` names no next one. Errors: `limit` behind `most` pages, `network` where the next
    // page is on another server or was there before.
    using Take = std::function<Result<std::optional<std::string>>(const ConfidentialAnswer& answer)>;
    Result<void> read_pages(std::string url, std::string_view what, size_t most, const Take& take);

  private:
    std::string place_of(std::string_view what) const;
    Result<ConfidentialAnswer> answer_of(Result<Response> response, std::string_view what) const;

    ApiClient client_;
};

// JSON of such an answer. The error says what form is missing and on which line, never what stands there.
Result<Node> confidential_json(std::string_view json, std::string_view place,
                               size_t max_bytes = max_confidential_bytes);
// A `parse` error: "the answer has no WHAT".
std::unexpected<Error> confidential_fault(std::string_view place, const Node& at, std::string_view what);

// "/a/0/b" with every part that is neither a number nor one of `names` as "…".
std::string known_path(std::string_view path, std::span<const std::string_view> names);
// The Date header of HTTP: "Fri, 27 Nov 2026 15:20:31 GMT"; nothing for any other form.
std::optional<Instant> http_date(std::string_view text);

}  // namespace ward::net
