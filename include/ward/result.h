// Expected failure is a value: Result<T> is either a T or an Error. Exceptions are left for broken invariants.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace ward {

// What kind of failure it is. The code decides the exit and HTTP status (one table, in result.cc); the text is for
// people.
enum class ErrorCode {
    usage,         // the caller's words are wrong: options, configuration
    not_found,     // a named file, record or id does not exist
    parse,         // bytes do not have the form they claim
    limit,         // a named limit was passed
    io,            // the operating system refused or failed
    network,       // a peer did not answer, or not as its protocol says
    rate_limited,  // a peer asked to come back later
    auth,          // credentials are missing or refused
    damaged,       // data of our own fails its checks
    unsupported,   // well-formed, but not handled here
    conflict,      // the state changed under us, or another run holds it
    cancelled,     // interrupted by the user or a deadline
    internal,      // a defect of ward
};

// `what` is a sentence for the user, without a final dot; `where` names file, line or URL ("a/b.json:3"), or is empty.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string what;
    std::string where;

    // "where: what", or just "what".
    std::string message() const;
};

template <typename T>
using Result = std::expected<T, Error>;

// Shorthand for `return fail(ErrorCode::parse, "...", "file:3")`.
std::unexpected<Error> fail(ErrorCode code, std::string what, std::string where = {});
// The last errno as an Error about `where`.
std::unexpected<Error> fail_errno(std::string_view doing, std::string_view where);

std::string_view name_of(ErrorCode code);
int exit_status_of(ErrorCode code);  // 2 for usage, 3 for the rest (see product contract in docs/contract.md)
int http_status_of(ErrorCode code);

}  // namespace ward

#define WARD_CONCAT_(a, b) a##b
#define WARD_CONCAT(a, b) WARD_CONCAT_(a, b)
// WARD_TRY(auto x, expression): x is the value of the Result, or the enclosing function returns its error.
#define WARD_TRY(declaration, ...)                                                   \
    auto WARD_CONCAT(ward_try_, __LINE__) = (__VA_ARGS__);                           \
    if (!WARD_CONCAT(ward_try_, __LINE__))                                           \
        return std::unexpected(std::move(WARD_CONCAT(ward_try_, __LINE__)).error()); \
    declaration = std::move(*WARD_CONCAT(ward_try_, __LINE__))
// WARD_TRY_VOID(expression): the same for a Result<void>.
#define WARD_TRY_VOID(...)                                      \
    if (auto ward_try_result = (__VA_ARGS__); !ward_try_result) \
    return std::unexpected(std::move(ward_try_result).error())
