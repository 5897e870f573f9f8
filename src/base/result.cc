#include "base/result.h"

#include <array>
#include <cerrno>
#include <system_error>

namespace ward {
namespace {

struct CodeRow {
    ErrorCode code;
    std::string_view name;
    int exit_status;
    int http_status;
};

// The only place where an error becomes a status.
constexpr std::array<CodeRow, 13> code_table{{
    {ErrorCode::usage, "usage", 2, 400},
    {ErrorCode::not_found, "not-found", 3, 404},
    {ErrorCode::parse, "parse", 3, 422},
    {ErrorCode::limit, "limit", 3, 413},
    {ErrorCode::io, "io", 3, 500},
    {ErrorCode::network, "network", 3, 502},
    {ErrorCode::rate_limited, "rate-limited", 3, 429},
    {ErrorCode::auth, "auth", 3, 401},
    {ErrorCode::damaged, "damaged", 3, 500},
    {ErrorCode::unsupported, "unsupported", 3, 415},
    {ErrorCode::conflict, "conflict", 3, 409},
    {ErrorCode::cancelled, "cancelled", 3, 503},
    {ErrorCode::internal, "internal", 3, 500},
}};

const CodeRow& row(ErrorCode code) {
    return code_table.at(static_cast<size_t>(code));
}

}  // namespace

std::string Error::message() const {
    return where.empty() ? what : where + ": " + what;
}

std::unexpected<Error> fail(ErrorCode code, std::string what, std::string where) {
    return std::unexpected(Error{code, std::move(what), std::move(where)});
}

std::unexpected<Error> fail_errno(std::string_view doing, std::string_view where) {
    const int number = errno;
    const ErrorCode code = number == ENOENT ? ErrorCode::not_found : ErrorCode::io;
    return fail(code, std::string(doing) + ": " + std::generic_category().message(number), std::string(where));
}

std::string_view name_of(ErrorCode code) {
    return row(code).name;
}
int exit_status_of(ErrorCode code) {
    return row(code).exit_status;
}
int http_status_of(ErrorCode code) {
    return row(code).http_status;
}

}  // namespace ward
