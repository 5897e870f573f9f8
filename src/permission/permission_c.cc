// The C interface: each function hands its words to the C++ one, behind a wall that no exception passes.
#include "ward/permission_c.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "permission/landlock.h"
#include "ward/permission.h"

struct ward_error {
    const char* code;
    std::string message;
};
struct ward_policy {
    ward::permission::Policy value;
};
struct ward_permissions {
    ward::permission::Permissions value;
};
struct ward_plan {
    ward::permission::Plan value;
    std::string text;
};

namespace ward::permission {
namespace {

// Stands for the error that there is no memory for; never freed. Its texts are short enough to lie within.
ward_error no_memory{"limit", "out of memory"};

void tell(ward_error** out, ErrorCode code, std::string_view message) noexcept {
    if (out == nullptr) return;
    try {
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the names are literals, each with its end
        *out = new ward_error{name_of(code).data(), std::string(message)};
    } catch (...) {
        *out = &no_memory;
    }
}

// What `body` returns, or `failed` with the reason in *error.
template <typename T, typename Body>
T call(ward_error** error, T failed, const Body& body) noexcept {
    if (error != nullptr) *error = nullptr;
    try {
        Result<T> result = body();
        if (result) return *std::move(result);
        const Error& why = result.error();
        tell(error, why.code, why.where.empty() ? why.what : display(why.where) + ": " + why.what);
    } catch (const std::bad_alloc&) {
        if (error != nullptr) *error = &no_memory;
    } catch (const std::exception& exception) {
        tell(error, ErrorCode::internal, exception.what());
    } catch (...) {
        tell(error, ErrorCode::internal, "an exception of an unknown kind");
    }
    return failed;
}

std::unexpected<Error> null(std::string_view what) {
    return fail(ErrorCode::usage, std::string(what) + " is NULL");
}

Result<std::string> folder_or_current(const char* folder) {
    if (folder != nullptr) {
        if (folder[0] != '/') return fail(ErrorCode::usage, "the folder is no absolute path", folder);
        return folder;
    }
    std::array<char, PATH_MAX> current{};
    if (::getcwd(current.data(), current.size()) == nullptr) return fail_errno("the current folder is not known", "");
    return current.data();
}

std::vector<std::string> words_of(char* const* words) {
    std::vector<std::string> out;
    for (; *words != nullptr; ++words) out.emplace_back(*words);
    return out;
}

Strictness strictness_of(ward_strictness strictness) {
    return strictness == WARD_WARN ? Strictness::warn : Strictness::strict;
}

Result<Launch> launch_of(const Policy& policy, const char* program, char* const* arguments, char* const* environment,
                         ward_strictness strictness) {
    if (program == nullptr) return null("the program");
    if (program[0] != '/') return fail(ErrorCode::usage, "the program is no absolute path", program);
    Launch out;
    out.program = program;
    out.strictness = strictness_of(strictness);
    out.arguments = arguments != nullptr ? words_of(arguments) : std::vector<std::string>{program};
    if (environment != nullptr) out.environment = words_of(environment);
    else out.environment = scrubbed_environment(policy, words_of(environ));
    return out;
}

std::string text_of(const Plan& plan) {
    std::string out;
    for (const Plan::Path& path : plan.paths)
        out += fmt::format("{} {}\n", rights_text(path.rights), display(path.path));
    for (const Plan::Port& port : plan.ports) {
        const bool bind = (port.rights & access::bind_tcp) != 0;
        out += fmt::format("tcp {} {}\n", bind ? "connect,bind" : "connect", port.port);
    }
    for (const std::string& gap : plan.not_enforced) out += "not enforced: " + display(gap) + '\n';
    for (const std::string& remark : plan.remarks) out += "remark: " + display(remark) + '\n';
    return out;
}

const char* sentence(const std::vector<std::string>& sentences, size_t index) {
    return index < sentences.size() ? sentences[index].c_str() : nullptr;
}

}  // namespace
}  // namespace ward::permission

using namespace ward::permission;  // NOLINT(google-build-using-namespace): the functions below have no namespace
using ward::ErrorCode;
using ward::fail;
using ward::Result;

const char* ward_error_code(const ward_error* error) {
    return error == nullptr ? "" : error->code;
}

const char* ward_error_message(const ward_error* error) {
    return error == nullptr ? "" : error->message.c_str();
}

void ward_error_free(ward_error* error) {
    if (error != &no_memory) delete error;
}

ward_policy* ward_policy_new() {
    return new (std::nothrow) ward_policy{};
}

void ward_policy_free(ward_policy* policy) {
    delete policy;
}

bool ward_policy_allow(ward_policy* policy, const char* flag, const char* value, const char* folder,
                       ward_error** error) {
    return call(error, false, [&]() -> Result<bool> {
        if (policy == nullptr) return null("the policy");
        if (flag == nullptr) return null("the flag");
        std::string_view name = flag;
        std::string_view given = value != nullptr ? std::string_view(value) : std::string_view();
        bool with_value = value != nullptr;
        if (const size_t equals = name.find('='); !with_value && equals != std::string_view::npos) {
            given = name.substr(equals + 1);
            name = name.substr(0, equals);
            with_value = true;
        }
        const auto scope = scope_of_flag(name);
        if (!scope) return fail(ErrorCode::usage, "no flag is called '" + ward::display(name) + "'");
        // "--allow-net=" is no "--allow-net": an empty variable of a script would grant everything.
        if (with_value && given.empty()) return fail(ErrorCode::usage, std::string(name) + ": the value is empty");
        WARD_TRY(const std::string from, folder_or_current(folder));
        WARD_TRY(Grant grant, parse_grant(*scope, given, from));
        policy->value.grants.push_back(std::move(grant));
        return true;
    });
}

bool ward_policy_allow_start(ward_policy* policy, const char* program, const char* search, const char* folder,
                             ward_error** error) {
    return call(error, false, [&]() -> Result<bool> {
        if (policy == nullptr) return null("the policy");
        if (program == nullptr) return null("the program");
        const char* places = search != nullptr ? search : ::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
        WARD_TRY(const std::string from, folder_or_current(folder));
        Policy changed = policy->value;
        WARD_TRY_VOID(allow_start(changed, program, places != nullptr ? places : "", from));
        policy->value = std::move(changed);
        return true;
    });
}

bool ward_policy_keep_fd(ward_policy* policy, int fd, ward_error** error) {
    return call(error, false, [&]() -> Result<bool> {
        if (policy == nullptr) return null("the policy");
        if (fd < 0) return fail(ErrorCode::usage, "a descriptor is no negative number");
        policy->value.keep_fds.push_back(fd);
        return true;
    });
}

void ward_policy_set_nested(ward_policy* policy, bool nested) {
    if (policy != nullptr) policy->value.nested = nested;
}

void ward_policy_set_metadata(ward_policy* policy, ward_metadata metadata) {
    if (policy == nullptr) return;
    policy->value.metadata = metadata == WARD_METADATA_ALLOW ? Policy::Metadata::allow : Policy::Metadata::deny;
}

ward_permissions* ward_permissions_compile(const ward_policy* policy, ward_error** error) {
    return call<ward_permissions*>(error, nullptr, [&]() -> Result<ward_permissions*> {
        if (policy == nullptr) return null("the policy");
        return new ward_permissions{Permissions(policy->value)};
    });
}

void ward_permissions_free(ward_permissions* permissions) {
    delete permissions;
}

bool ward_permissions_has(const ward_permissions* permissions, const char* scope, const char* reference,
                          const char* folder) {
    if (permissions == nullptr || scope == nullptr) return false;
    return permissions->value.has(scope,
                                  reference != nullptr ? std::optional<std::string_view>(reference) : std::nullopt,
                                  folder != nullptr ? folder : "");
}

bool ward_permissions_drop(ward_permissions* permissions, const char* scope, const char* reference, const char* folder,
                           ward_error** error) {
    return call(error, false, [&]() -> Result<bool> {
        if (permissions == nullptr) return null("the permissions");
        if (scope == nullptr) return null("the scope");
        WARD_TRY(const std::string from, folder_or_current(folder));
        return permissions->value.drop(
            scope, reference != nullptr ? std::optional<std::string_view>(reference) : std::nullopt, from);
    });
}

void ward_kernel_probe(ward_kernel* kernel) {
    if (kernel == nullptr) return;
    const Kernel found = Kernel::probe();
    *kernel = {found.landlock_abi, found.seccomp, found.notification};
}

ward_plan* ward_plan_new(const ward_policy* policy, const ward_kernel* kernel, ward_error** error) {
    return call<ward_plan*>(error, nullptr, [&]() -> Result<ward_plan*> {
        if (policy == nullptr) return null("the policy");
        const Kernel on =
            kernel == nullptr ? Kernel::probe() : Kernel{kernel->landlock_abi, kernel->seccomp, kernel->notification};
        Plan planned = plan(policy->value, on);
        std::string text = text_of(planned);
        return new ward_plan{std::move(planned), std::move(text)};
    });
}

void ward_plan_free(ward_plan* plan) {
    delete plan;
}

const char* ward_plan_text(const ward_plan* plan) {
    return plan == nullptr ? "" : plan->text.c_str();
}

const char* ward_plan_not_enforced(const ward_plan* plan, size_t index) {
    return plan == nullptr ? nullptr : sentence(plan->value.not_enforced, index);
}

const char* ward_plan_remark(const ward_plan* plan, size_t index) {
    return plan == nullptr ? nullptr : sentence(plan->value.remarks, index);
}

bool ward_apply_to_self(const ward_policy* policy, ward_strictness strictness, ward_error** error) {
    return call(error, false, [&]() -> Result<bool> {
        if (policy == nullptr) return null("the policy");
        WARD_TRY_VOID(apply_to_self(policy->value, strictness_of(strictness)));
        return true;
    });
}

bool ward_become(const ward_policy* policy, const char* program, char* const* arguments, char* const* environment,
                 ward_strictness strictness, ward_error** error) {
    return call(error, false, [&]() -> Result<bool> {
        if (policy == nullptr) return null("the policy");
        WARD_TRY(const Launch launch, launch_of(policy->value, program, arguments, environment, strictness));
        return std::unexpected(become(policy->value, launch));
    });
}

int ward_spawn(const ward_policy* policy, const char* program, char* const* arguments, char* const* environment,
               ward_strictness strictness, ward_error** error) {
    return call(error, -1, [&]() -> Result<int> {
        if (policy == nullptr) return null("the policy");
        WARD_TRY(const Launch launch, launch_of(policy->value, program, arguments, environment, strictness));
        WARD_TRY(const Child child, spawn(policy->value, launch));
        return child.pid();
    });
}
