#include "io/net/download.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "formats/crc32c.h"
#include "formats/digest.h"

namespace ward::net {
namespace {

constexpr size_t max_note_bytes = 16u << 10;

// FILE.part and the note beside it that says what it is the beginning of: URL and entity tag, one line each.
class Part {
  public:
    explicit Part(const DownloadRequest& request) : url_(request.url), path_(request.file + ".part") {
        const auto note = read_file(note_path(), max_note_bytes);
        struct stat info{};
        if (!note || ::lstat(path_.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
        const auto lines = split(*note, '\n');
        if (lines.size() != 3 || lines[0] != url_) return;
        etag_ = lines[1];
        bytes_ = static_cast<uint64_t>(info.st_size);
    }

    const std::string& path() const { return path_; }
    const std::string& etag() const { return etag_; }
    uint64_t bytes() const { return bytes_; }

    void forget() {
        file_.reset();
        ::unlink(path_.c_str());
        ::unlink(note_path().c_str());
        bytes_ = 0;
    }

    // Makes room for the answer: the rest of what is there, or everything anew.
    Result<void> begin(const Response& head) {
        if (file_.valid()) return {};
        if (const auto coding = head.header("Content-Encoding"); coding && !equal_ignoring_case(*coding, "identity"))
            return fail(ErrorCode::network, "comes in an encoding that was not asked for: " + display(*coding), url_);
        if (head.status == 206) return begin_rest(head);
        forget();
        const auto etag = head.header("ETag").value_or("");
        // A weak tag may name two files that differ in some bytes.
        if (etag.starts_with('"')) WARD_TRY_VOID(replace_file(note_path(), url_ + "\n" + std::string(etag) + "\n"));
        WARD_TRY(file_, open_file(path_, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644));
        return {};
    }

    Result<void> add(std::string_view piece) { return write_all(file_.get(), piece, path_); }

    // `total_` is what a partial answer said the whole would have.
    Result<void> finish() {
        if (::fsync(file_.get()) != 0) return fail_errno("cannot sync", path_);
        struct stat info{};
        if (::fstat(file_.get(), &info) != 0) return fail_errno("cannot look at", path_);
        if (total_ && *total_ != static_cast<uint64_t>(info.st_size))
            return fail(ErrorCode::network, fmt::format("gave {} of {} bytes", info.st_size, *total_), url_);
        return {};
    }

    Result<void> move_to(const std::string& file) {
        if (::rename(path_.c_str(), file.c_str()) != 0) return fail_errno("cannot rename into place", file);
        forget();
        return {};
    }

  private:
    std::string note_path() const { return path_ + ".from"; }

    // Content-Range: bytes FIRST-LAST/TOTAL
    Result<void> begin_rest(const Response& head) {
        const std::string_view range = head.header("Content-Range").value_or("");
        const std::string start = fmt::format("bytes {}-", bytes_);
        const size_t slash = range.find('/');
        const bool same_file = head.header("ETag").value_or(etag_) == etag_;
        if (bytes_ == 0 || !same_file || !range.starts_with(start) || slash == std::string_view::npos) {
            forget();
            return fail(ErrorCode::network, "sent another part than was asked for: " + display(range), url_);
        }
        total_ = to_number<uint64_t>(range.substr(slash + 1));
        WARD_TRY(file_, open_file(path_, O_WRONLY | O_APPEND | O_NOFOLLOW));
        return {};
    }

    std::string url_;
    std::string path_;
    std::string etag_;
    uint64_t bytes_ = 0;
    std::optional<uint64_t> total_;
    Fd file_;
};

// x-goog-hash: crc32c=BASE64 (of the big-endian number), alone or in a list with other digests.
Result<void> check_crc32c(const Response& response, uint32_t crc) {
    const std::array<char, 4> bytes{static_cast<char>(crc >> 24), static_cast<char>(crc >> 16),
                                    static_cast<char>(crc >> 8), static_cast<char>(crc)};
    const std::string expected = "crc32c=" + base64_encode({bytes.data(), bytes.size()});
    for (const Header& header : response.headers) {
        if (!equal_ignoring_case(header.name, "x-goog-hash")) continue;
        for (const std::string_view digest : split(header.value, ','))
            if (trim(digest).starts_with("crc32c=") && trim(digest) != expected)
                return fail(ErrorCode::network, "its bytes do not have the checksum it came with", response.url);
    }
    return {};
}

Validators validators_of(const Response& response) {
    return {std::string(response.header("ETag").value_or("")),
            std::string(response.header("Last-Modified").value_or(""))};
}

Request conditional(const DownloadRequest& asked, const Part& part) {
    Request request{.url = asked.url, .limits = asked.limits};
    if (!asked.known.etag.empty()) request.headers.push_back({"If-None-Match", asked.known.etag});
    else if (!asked.known.last_modified.empty())
        request.headers.push_back({"If-Modified-Since", asked.known.last_modified});
    if (part.bytes() > 0) {
        request.headers.push_back({"Range", fmt::format("bytes={}-", part.bytes())});
        request.headers.push_back({"If-Range", part.etag()});
    }
    return request;
}

}  // namespace

Result<Download> download(Http& http, const DownloadRequest& asked) {
    Part part(asked);
    if (part.bytes() == 0 || part.bytes() >= asked.limits.body_bytes) part.forget();
    const uint64_t had = part.bytes();
    Request request = conditional(asked, part);
    uint64_t rest = 0;
    request.sink = [&](const Response& head, std::string_view piece) -> Result<void> {
        WARD_TRY_VOID(part.begin(head));
        rest += piece.size();
        if (head.status == 206 && had + rest > asked.limits.body_bytes)
            return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", asked.limits.body_bytes), asked.url);
        return part.add(piece);
    };
    WARD_TRY(const Response response, http.get(request));
    if (response.status == 304) {
        if (asked.known == Validators{})
            return fail(ErrorCode::network, "says that nothing changed, though it was not asked", asked.url);
        part.forget();
        return Download{.state = Download::State::unchanged, .validators = asked.known};
    }
    if (response.status == 416 && had > 0) {  // the file there is shorter now
        part.forget();
        return download(http, asked);
    }
    WARD_TRY_VOID(check_status(response));
    if (response.status != 200 && response.status != 206)
        return fail(ErrorCode::network, fmt::format("answered with status {}", response.status), asked.url);

    const auto finish = [&]() -> Result<Download> {
        WARD_TRY_VOID(part.begin(response));  // for an empty body
        WARD_TRY_VOID(part.finish());
        WARD_TRY(const Map whole, Map::open(part.path()));
        const uint32_t crc = crc32c(whole.bytes());
        WARD_TRY_VOID(check_crc32c(response, crc));
        if (asked.check) WARD_TRY_VOID(asked.check(part.path()));
        WARD_TRY_VOID(part.move_to(asked.file));
        return Download{.state = Download::State::fetched,
                        .validators = validators_of(response),
                        .bytes = whole.bytes().size(),
                        .resumed_at = response.status == 206 ? had : 0,
                        .crc32c = crc};
    };
    auto result = finish();
    if (!result) part.forget();  // whole and still wrong: there is nothing to carry on from
    return result;
}

}  // namespace ward::net
