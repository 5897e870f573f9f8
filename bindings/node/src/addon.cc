// The addon below index.js: Permission's functions on a handle, by Node-API alone, so that one build serves every node.
// A reference is read once, into memory of ours, before anything is decided; no JavaScript runs in between (the getter
// of URL.href apart, which index.js took from the prototype before anybody could replace it).
#define NAPI_VERSION 8
#include <node_api.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "permission/path.h"
#include "ward/permission.h"

namespace {

using ward::Error;
using ward::ErrorCode;
using ward::Result;
namespace permission = ward::permission;

struct Handle {
    permission::Policy policy;                           // until the first question
    std::optional<permission::Permissions> permissions;  // from then on
};

// Each environment (the main thread, each worker) has its own.
struct Environment {
    napi_ref href_getter = nullptr;
};

// An exception waits in JavaScript: return to it.
struct Thrown {};

void check(napi_status status) {
    if (status != napi_ok) throw Thrown();
}

[[noreturn]] void invalid(napi_env env, const char* code, const std::string& message) {
    napi_throw_type_error(env, code, message.c_str());
    throw Thrown();
}

[[noreturn]] void raise(napi_env env, const Error& error) {
    const std::string message = error.where.empty() ? error.what : ward::display(error.where) + ": " + error.what;
    if (error.code == ErrorCode::usage) invalid(env, "ERR_INVALID_ARG_VALUE", message);
    const std::string code = "ERR_WARD_" + ward::replace_all(ward::name_of(error.code), "-", "_");
    std::string upper;
    for (const char c : code) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    napi_throw_error(env, upper.c_str(), message.c_str());
    throw Thrown();
}

napi_valuetype type_of(napi_env env, napi_value value) {
    napi_valuetype type = napi_undefined;
    check(napi_typeof(env, value, &type));
    return type;
}

// Text or bytes of JavaScript's, copied: short ones without memory of the heap.
class Words {
  public:
    void read_string(napi_env env, napi_value value) {
        size_t size = 0;
        check(napi_get_value_string_utf8(env, value, near_.data(), near_.size(), &size));
        // Node-API cuts what does not fit.
        if (size + 4 < near_.size()) {
            view_ = {near_.data(), size};
            return;
        }
        check(napi_get_value_string_utf8(env, value, nullptr, 0, &size));
        far_.resize(size + 1);
        check(napi_get_value_string_utf8(env, value, far_.data(), far_.size(), &size));
        far_.resize(size);
        view_ = far_;
    }

    void copy(const void* bytes, size_t size) {
        if (size > near_.size()) {
            far_.assign(static_cast<const char*>(bytes), size);
            view_ = far_;
            return;
        }
        if (size > 0) std::memcpy(near_.data(), bytes, size);
        view_ = {near_.data(), size};
    }

    void take(std::string text) {
        far_ = std::move(text);
        view_ = far_;
    }

    std::string_view view() const { return view_; }

  private:
    // Left as it is: to clear it would cost more than the question.
    std::array<char, 1024> near_;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    std::string far_;
    std::string_view view_;
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = ward::to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The path of a file: URL as url.fileURLToPath() takes it, from its normalised text.
std::string path_of_url(napi_env env, std::string_view href) {
    constexpr std::string_view scheme = "file://";
    if (!href.starts_with("file:")) invalid(env, "ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
    if (!href.starts_with(scheme) || href.substr(scheme.size()).find('/') != 0)
        invalid(env, "ERR_INVALID_FILE_URL_HOST", "File URL host must be \"localhost\" or empty on linux");
    href.remove_prefix(scheme.size());
    href = href.substr(0, href.find_first_of("?#"));
    std::string out;
    for (size_t i = 0; i < href.size(); ++i) {
        if (href[i] != '%') {
            out += href[i];
            continue;
        }
        const int high = i + 2 < href.size() ? hex_digit(href[i + 1]) : -1;
        const int low = i + 2 < href.size() ? hex_digit(href[i + 2]) : -1;
        if (high < 0 || low < 0) invalid(env, "ERR_INVALID_ARG_VALUE", "the URL's path is malformed");
        const char c = static_cast<char>(high * 16 + low);
        if (c == '/') invalid(env, "ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters");
        out += c;
        i += 2;
    }
    return out;
}

void read_url(napi_env env, napi_value value, Words& out) {
    void* data = nullptr;
    check(napi_get_instance_data(env, &data));
    const auto* environment = static_cast<const Environment*>(data);
    napi_value getter = nullptr;
    if (environment != nullptr && environment->href_getter != nullptr)
        check(napi_get_reference_value(env, environment->href_getter, &getter));
    napi_value href = nullptr;
    // The getter refuses everything that is no URL.
    if (getter == nullptr || napi_call_function(env, value, getter, 0, nullptr, &href) != napi_ok) {
        napi_value ignored = nullptr;
        (void)napi_get_and_clear_last_exception(env, &ignored);
        invalid(env, "ERR_INVALID_ARG_TYPE",
                "The \"reference\" argument must be of type string or an instance of Buffer, Uint8Array, or URL");
    }
    out.read_string(env, href);
    out.take(path_of_url(env, std::string(out.view())));
}

// False where there is none: undefined and null.
bool read_reference(napi_env env, napi_value value, Words& out) {
    const napi_valuetype type = type_of(env, value);
    if (type == napi_string) {
        out.read_string(env, value);
        return true;
    }
    if (type == napi_undefined || type == napi_null) return false;
    bool is_array = false;
    if (type == napi_object) check(napi_is_typedarray(env, value, &is_array));
    if (!is_array) {
        read_url(env, value, out);
        return true;
    }
    napi_typedarray_type kind = napi_int8_array;
    size_t size = 0;
    void* bytes = nullptr;
    check(napi_get_typedarray_info(env, value, &kind, &size, &bytes, nullptr, nullptr));
    if (kind != napi_uint8_array) invalid(env, "ERR_INVALID_ARG_TYPE", "the bytes of a reference are a Uint8Array");
    out.copy(bytes, size);
    return true;
}

void read_text(napi_env env, napi_value value, const char* name, Words& out) {
    if (type_of(env, value) != napi_string)
        invalid(env, "ERR_INVALID_ARG_TYPE", std::string("The \"") + name + "\" argument must be of type string");
    out.read_string(env, value);
}

// The current folder, where it is asked for.
class Folder {
  public:
    std::string_view view() {
        if (::getcwd(path_.data(), path_.size()) == nullptr) return {};
        return path_.data();
    }

  private:
    std::array<char, PATH_MAX> path_;  // NOLINT(cppcoreguidelines-pro-type-member-init): as above
};

struct Call {
    napi_env env = nullptr;
    std::array<napi_value, 4> arguments{};
    Handle* handle = nullptr;

    permission::Permissions& permissions() const {
        if (!handle->permissions) handle->permissions.emplace(handle->policy);
        return *handle->permissions;
    }
};

Handle* handle_of(napi_env env, napi_value value) {
    void* data = nullptr;
    // Only index.js calls, and only with what create() gave it.
    check(napi_get_value_external(env, value, &data));
    return static_cast<Handle*>(data);
}

napi_value boolean(napi_env env, bool value) {
    napi_value out = nullptr;
    check(napi_get_boolean(env, value, &out));
    return out;
}

napi_value number(napi_env env, int value) {
    napi_value out = nullptr;
    check(napi_create_int32(env, value, &out));
    return out;
}

napi_value text(napi_env env, std::string_view value) {
    napi_value out = nullptr;
    check(napi_create_string_utf8(env, value.data(), value.size(), &out));
    return out;
}

// Defined, not set: no setter of a prototype runs.
void put(napi_env env, napi_value object, const char* name, napi_value value) {
    const napi_property_descriptor row{name,   nullptr, nullptr, nullptr, nullptr, value, napi_default_jsproperty,
                                       nullptr};
    check(napi_define_properties(env, object, 1, &row));
}

napi_value object(napi_env env) {
    napi_value out = nullptr;
    check(napi_create_object(env, &out));
    return out;
}

napi_value texts(napi_env env, const std::vector<std::string>& values) {
    napi_value out = nullptr;
    check(napi_create_array(env, &out));
    for (size_t i = 0; i < values.size(); ++i) put(env, out, std::to_string(i).c_str(), text(env, values[i]));
    return out;
}

bool ask(const Call& call, std::string_view scope, std::optional<std::string_view> reference) {
    const permission::Permissions& permissions = call.permissions();
    if (!reference || reference->starts_with('/') || !scope.starts_with("fs"))
        return permissions.has(scope, reference, {});
    Folder folder;
    return permissions.has(scope, reference, folder.view());
}

napi_value has(const Call& call) {
    Words scope;
    Words reference;
    read_text(call.env, call.arguments[1], "scope", scope);
    const bool given = read_reference(call.env, call.arguments[2], reference);
    return boolean(call.env, ask(call, scope.view(), given ? std::optional(reference.view()) : std::nullopt));
}

// node's error, field by field.
[[noreturn]] void deny(napi_env env, std::string_view scope, std::string_view reference) {
    const auto known = permission::scope_named(scope);
    const bool both = scope == "fs";
    if (!known && !both) invalid(env, "ERR_INVALID_ARG_VALUE", "no scope is called '" + ward::display(scope) + "'");
    std::string resource(reference);
    if (known && scope.starts_with("fs") && !reference.empty() && !reference.starts_with('/')) {
        Folder folder;
        resource = permission::resolve(folder.view(), reference);
    }
    const std::string flags =
        both ? "--allow-fs-read and --allow-fs-write" : std::string(permission::words_of(*known).flag);
    napi_value error = nullptr;
    check(napi_create_error(
        env, text(env, "ERR_ACCESS_DENIED"),
        text(env, "Access to this API has been restricted. Use " + flags + " to manage permissions."), &error));
    put(env, error, "code", text(env, "ERR_ACCESS_DENIED"));
    put(env, error, "permission", text(env, both ? "FileSystem" : permission::words_of(*known).permission));
    put(env, error, "resource", text(env, resource));
    check(napi_throw(env, error));
    throw Thrown();
}

napi_value require(const Call& call) {
    Words scope;
    Words reference;
    read_text(call.env, call.arguments[1], "scope", scope);
    const bool given = read_reference(call.env, call.arguments[2], reference);
    if (!ask(call, scope.view(), given ? std::optional(reference.view()) : std::nullopt))
        deny(call.env, scope.view(), reference.view());
    return nullptr;
}

napi_value drop(const Call& call) {
    Words scope;
    Words reference;
    read_text(call.env, call.arguments[1], "scope", scope);
    const bool given = read_reference(call.env, call.arguments[2], reference);
    Folder folder;
    const auto dropped = call.permissions().drop(scope.view(), given ? std::optional(reference.view()) : std::nullopt,
                                                 std::string(folder.view()));
    if (!dropped) raise(call.env, dropped.error());
    return boolean(call.env, *dropped);
}

napi_value allow(const Call& call) {
    Words flag;
    Words value;
    Words folder;
    read_text(call.env, call.arguments[1], "flag", flag);
    bool given = type_of(call.env, call.arguments[2]) == napi_string;
    if (given) value.read_string(call.env, call.arguments[2]);
    std::string_view name = flag.view();
    std::string_view word = value.view();
    if (const size_t equals = name.find('='); !given && equals != std::string_view::npos) {
        word = name.substr(equals + 1);
        name = name.substr(0, equals);
        given = true;
    }
    const auto scope = permission::scope_of_flag(name);
    if (!scope) invalid(call.env, "ERR_INVALID_ARG_VALUE", "no flag is called '" + ward::display(name) + "'");
    // An empty variable must not grant everything.
    if (given && word.empty()) invalid(call.env, "ERR_INVALID_ARG_VALUE", std::string(name) + ": the value is empty");
    Folder current;
    std::string from(current.view());
    if (type_of(call.env, call.arguments[3]) == napi_string) {
        folder.read_string(call.env, call.arguments[3]);
        from = permission::resolve(from, folder.view());
    }
    auto grant = permission::parse_grant(*scope, word, from);
    if (!grant) raise(call.env, grant.error());
    call.handle->policy.grants.push_back(std::move(*grant));
    return nullptr;
}

napi_value enforcement(napi_env env, const permission::Plan& plan) {
    napi_value out = object(env);
    put(env, out, "notEnforced", texts(env, plan.not_enforced));
    put(env, out, "remarks", texts(env, plan.remarks));
    put(env, out, "landlockAbi", number(env, permission::Kernel::probe().landlock_abi));
    return out;
}

napi_value plan(const Call& call) {
    const permission::Plan planned = permission::plan(call.permissions().policy(), permission::Kernel::probe());
    napi_value out = enforcement(call.env, planned);
    napi_value paths = nullptr;
    check(napi_create_array(call.env, &paths));
    for (size_t i = 0; i < planned.paths.size(); ++i) {
        napi_value path = object(call.env);
        put(call.env, path, "path", text(call.env, planned.paths[i].path));
        put(call.env, path, "rights", text(call.env, permission::rights_text(planned.paths[i].rights)));
        put(call.env, paths, std::to_string(i).c_str(), path);
    }
    put(call.env, out, "paths", paths);
    return out;
}

napi_value confine(const Call& call) {
    bool strict = false;
    check(napi_get_value_bool(call.env, call.arguments[1], &strict));
    const auto applied = permission::apply_to_self(
        call.permissions().policy(), strict ? permission::Strictness::strict : permission::Strictness::warn);
    if (!applied) raise(call.env, applied.error());
    return enforcement(call.env, *applied);
}

void free_handle(napi_env /*env*/, void* data, void* /*hint*/) {
    delete static_cast<Handle*>(data);
}

napi_value create(const Call& call) {
    auto handle = std::make_unique<Handle>();
    bool metadata = false;
    check(napi_get_value_bool(call.env, call.arguments[0], &metadata));
    check(napi_get_value_bool(call.env, call.arguments[1], &handle->policy.nested));
    if (metadata) handle->policy.metadata = permission::Policy::Metadata::allow;
    napi_value out = nullptr;
    check(napi_create_external(call.env, handle.get(), free_handle, nullptr, &out));
    (void)handle.release();  // NOLINT(bugprone-unused-return-value): JavaScript's now
    return out;
}

napi_value kernel(const Call& call) {
    const permission::Kernel found = permission::Kernel::probe();
    napi_value out = object(call.env);
    put(call.env, out, "landlockAbi", number(call.env, found.landlock_abi));
    put(call.env, out, "seccomp", boolean(call.env, found.seccomp));
    put(call.env, out, "notification", boolean(call.env, found.notification));
    return out;
}

napi_value set_url_getter(const Call& call) {
    void* data = nullptr;
    check(napi_get_instance_data(call.env, &data));
    auto* environment = static_cast<Environment*>(data);
    // Once: by index.js.
    if (environment->href_getter == nullptr)
        check(napi_create_reference(call.env, call.arguments[0], 1, &environment->href_getter));
    return nullptr;
}

enum class Takes : uint8_t { words, handle };

// One function of JavaScript's: no C++ exception passes.
template <napi_value (*Body)(const Call&), Takes takes>
napi_value enter(napi_env env, napi_callback_info info) noexcept {
    try {
        Call call{.env = env};
        size_t count = call.arguments.size();
        check(napi_get_cb_info(env, info, &count, call.arguments.data(), nullptr, nullptr));
        if constexpr (takes == Takes::handle) call.handle = handle_of(env, call.arguments[0]);
        return Body(call);
    } catch (const Thrown&) {
        bool pending = false;
        if (napi_is_exception_pending(env, &pending) == napi_ok && !pending)
            napi_throw_error(env, "ERR_WARD_INTERNAL", "Node-API refuses a call");
    } catch (const std::exception& exception) {
        napi_throw_error(env, "ERR_WARD_INTERNAL", exception.what());
    }
    return nullptr;
}

void free_environment(napi_env /*env*/, void* data, void* /*hint*/) {
    delete static_cast<Environment*>(data);
}

napi_property_descriptor function(const char* name, napi_callback callback) {
    return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default, nullptr};
}

}  // namespace

NAPI_MODULE_INIT() {
    auto environment = std::make_unique<Environment>();
    if (napi_set_instance_data(env, environment.get(), free_environment, nullptr) != napi_ok) return nullptr;
    (void)environment.release();  // NOLINT(bugprone-unused-return-value): the environment's now
    const std::array functions{
        function("create", enter<create, Takes::words>),
        function("setUrlGetter", enter<set_url_getter, Takes::words>),
        function("kernel", enter<kernel, Takes::words>),
        function("allow", enter<allow, Takes::handle>),
        function("has", enter<has, Takes::handle>),
        function("require", enter<require, Takes::handle>),
        function("drop", enter<drop, Takes::handle>),
        function("plan", enter<plan, Takes::handle>),
        function("confine", enter<confine, Takes::handle>),
    };
    if (napi_define_properties(env, exports, functions.size(), functions.data()) != napi_ok) return nullptr;
    return exports;
}
