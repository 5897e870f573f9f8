// YAML by libyaml's events, turned into our tree with the scalars of the YAML 1.2 core schema
// (https://yaml.org/spec/1.2.2/#103-core-schema), except that floating-point numbers stay text.
//
// Aliases are expanded, and count: each copy adds to the number of values, to the depth and to the bytes, so that a few
// lines cannot become gigabytes. A merge key `<<` is a key like any other, as in YAML 1.2. Keys must be scalars. A tag
// other than a core one makes a scalar a string; nothing is ever constructed from a tag.
#include <algorithm>
#include <map>
#include <memory>

#include <fmt/core.h>
#include <yaml.h>

#include "base/text.h"
#include "formats/document_build.h"

namespace ward {
namespace {

std::string_view view(const yaml_char_t* text, size_t length) {
    return {reinterpret_cast<const char*>(text), length};
}
std::string_view view(const yaml_char_t* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

struct Event : yaml_event_t {
    Event() : yaml_event_t{} {}
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(this); }

    int line() const { return static_cast<int>(start_mark.line) + 1; }
    int column() const { return static_cast<int>(start_mark.column) + 1; }
};

struct ParserDeleter {
    void operator()(yaml_parser_t* parser) const {
        yaml_parser_delete(parser);
        delete parser;
    }
};

std::optional<int64_t> core_integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.empty() || !is_digit(text[0])) return std::nullopt;
        const auto value = to_number<int64_t>(negative ? "-" + std::string(text) : std::string(text));
        return value;
    }
    const int base = text.starts_with("0x") ? 16 : text.starts_with("0o") ? 8 : 10;
    if (base != 10) text.remove_prefix(2);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || text[0] == '-' || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

// What a scalar means. Its text stays as written in any case.
void resolve(Node& node, const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    const std::string_view tag = view(scalar.tag);
    constexpr std::string_view core = "tag:yaml.org,2002:";
    const bool core_tag = tag.starts_with(core) && is_one_of(tag.substr(core.size()), {"null", "bool", "int"});
    node.kind = Node::Kind::string;
    if (!core_tag && (!tag.empty() || scalar.style != YAML_PLAIN_SCALAR_STYLE)) return;
    if (is_one_of(node.text, {"", "~", "null", "Null", "NULL"})) {
        node.kind = Node::Kind::null;
    } else if (is_one_of(node.text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
        node.kind = Node::Kind::boolean;
        node.truth = to_lower(node.text[0]) == 't';
    } else if (const auto integer = core_integer(node.text)) {
        node.kind = Node::Kind::integer;
        node.integer = *integer;
        node.real = static_cast<double>(*integer);
    }
}

struct Extent {
    size_t nodes = 0;
    size_t bytes = 0;
    size_t depth = 0;
};

// Recursion is as deep as the builder allowed.
Extent extent_of(const Node& node) {
    Extent all{.nodes = 1, .bytes = node.text.size(), .depth = 0};
    const auto include = [&](const Node& child) {
        const Extent part = extent_of(child);
        all.nodes += part.nodes;
        all.bytes += part.bytes;
        all.depth = std::max(all.depth, part.depth);
    };
    for (const Node& item : node.items) include(item);
    for (const auto& [key, value] : node.fields) {
        all.bytes += key.size();
        include(value);
    }
    if (node.is_list() || node.is_table()) ++all.depth;
    return all;
}

class YamlReader {
  public:
    YamlReader(std::string_view text, std::string_view name, const DocumentLimits& limits)
        : name_(name), limits_(limits), builder_(name, limits), parser_(new yaml_parser_t{}) {
        if (yaml_parser_initialize(parser_.get()) == 0) throw std::bad_alloc();
        yaml_parser_set_encoding(parser_.get(), YAML_UTF8_ENCODING);
        if (text.empty()) text = "";  // libyaml asserts that there is an address
        yaml_parser_set_input_string(parser_.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }

    Result<Node> read();

  private:
    // What an anchor names: a place in the tree, or the text of a key.
    struct Anchor {
        std::vector<uint32_t> path;
        std::optional<Node> key;
    };

    std::unexpected<Error> bad(const Event& event, std::string reason, ErrorCode code = ErrorCode::parse) const {
        return document_error(name_, event.line(), std::move(reason), code);
    }
    std::unexpected<Error> syntax_error() const;
    Result<bool> read_event(const Event& event);
    Result<void> begin(const Event& event, Node::Kind kind, const yaml_char_t* anchor);
    Result<void> end();
    Result<void> add_scalar(const Event& event);
    Result<void> add_alias(const Event& event);
    Result<void> remember(const Event& event, const yaml_char_t* name, Anchor anchor);
    Result<void> count_alias(const Event& event);
    bool expects_key() const { return builder_.in_table() && expects_key_.back(); }
    void value_done() {
        if (builder_.in_table()) expects_key_.back() = true;
    }
    void take_key(std::string text, int line) {
        builder_.key(std::move(text), line);
        expects_key_.back() = false;
    }

    std::string_view name_;
    const DocumentLimits& limits_;
    DocumentBuilder builder_;
    std::unique_ptr<yaml_parser_t, ParserDeleter> parser_;
    std::vector<bool> expects_key_;  // one per open list or table
    std::map<std::string, Anchor, std::less<>> anchors_;
    size_t aliases_ = 0;  // and anchors
    size_t copied_bytes_ = 0;
};

std::unexpected<Error> YamlReader::syntax_error() const {
    const std::string problem = parser_->problem == nullptr ? "cannot be read" : parser_->problem;
    const std::string context = parser_->context == nullptr ? "" : std::string(parser_->context) + ": ";
    return document_error(name_, static_cast<int>(parser_->problem_mark.line) + 1, context + problem);
}

Result<Node> YamlReader::read() {
    for (;;) {
        Event event;
        if (yaml_parser_parse(parser_.get(), &event) == 0) return syntax_error();
        WARD_TRY(const bool more, read_event(event));
        if (!more) break;
    }
    Node root = builder_.take();
    if (root.line == 0) root.line = 1;  // a stream without documents is null
    return root;
}

// Is there more to read of the first document?
Result<bool> YamlReader::read_event(const Event& event) {
    const auto more = [](Result<void> done) -> Result<bool> {
        WARD_TRY_VOID(std::move(done));
        return true;
    };
    switch (event.type) {
        case YAML_SEQUENCE_START_EVENT: return more(begin(event, Node::Kind::list, event.data.sequence_start.anchor));
        case YAML_MAPPING_START_EVENT: return more(begin(event, Node::Kind::table, event.data.mapping_start.anchor));
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: return more(end());
        case YAML_SCALAR_EVENT: return more(add_scalar(event));
        case YAML_ALIAS_EVENT: return more(add_alias(event));
        case YAML_DOCUMENT_END_EVENT:
        case YAML_STREAM_END_EVENT: return false;
        default: return true;
    }
}

Result<void> YamlReader::begin(const Event& event, Node::Kind kind, const yaml_char_t* anchor) {
    if (expects_key()) return bad(event, "a key must be a scalar");
    WARD_TRY_VOID(remember(event, anchor, {builder_.next_path(), std::nullopt}));
    WARD_TRY_VOID(builder_.open(kind, event.line(), event.column()));
    expects_key_.push_back(true);
    return {};
}

Result<void> YamlReader::end() {
    WARD_TRY_VOID(builder_.close());
    expects_key_.pop_back();
    value_done();
    return {};
}

Result<void> YamlReader::add_scalar(const Event& event) {
    Node node;
    node.text = view(event.data.scalar.value, event.data.scalar.length);
    node.line = event.line();
    node.column = event.column();
    if (expects_key()) {
        node.kind = Node::Kind::string;
        take_key(node.text, node.line);
        return remember(event, event.data.scalar.anchor, {{}, std::move(node)});
    }
    resolve(node, event);
    WARD_TRY_VOID(remember(event, event.data.scalar.anchor, {builder_.next_path(), std::nullopt}));
    WARD_TRY_VOID(builder_.add(std::move(node)));
    value_done();
    return {};
}

Result<void> YamlReader::count_alias(const Event& event) {
    if (++aliases_ <= limits_.aliases) return {};
    return bad(event, fmt::format("has more than {} anchors and aliases", limits_.aliases), ErrorCode::limit);
}

Result<void> YamlReader::remember(const Event& event, const yaml_char_t* name, Anchor anchor) {
    if (name == nullptr) return {};
    WARD_TRY_VOID(count_alias(event));
    anchors_.insert_or_assign(std::string(view(name)), std::move(anchor));
    return {};
}

// The copy keeps the lines of the original, where people have to look.
Result<void> YamlReader::add_alias(const Event& event) {
    WARD_TRY_VOID(count_alias(event));
    const std::string_view name = view(event.data.alias.anchor);
    const auto found = anchors_.find(name);
    if (found == anchors_.end()) return bad(event, fmt::format("alias of an unknown anchor \"{}\"", display(name)));
    const Anchor& anchor = found->second;
    const Node& original = anchor.key ? *anchor.key : builder_.at(anchor.path);
    if (!anchor.key && builder_.is_open(original))
        return bad(event, fmt::format("alias \"{}\" contains itself", display(name)));

    const Extent extent = extent_of(original);
    if (extent.bytes > limits_.bytes - copied_bytes_)
        return bad(event, fmt::format("aliases expand to more than {} bytes", limits_.bytes), ErrorCode::limit);
    copied_bytes_ += extent.bytes;
    if (builder_.depth() + extent.depth > limits_.depth)
        return bad(event, fmt::format("is nested deeper than {} levels", limits_.depth), ErrorCode::limit);
    if (expects_key()) {
        if (original.is_list() || original.is_table()) return bad(event, "a key must be a scalar");
        take_key(original.text, event.line());
        return {};
    }
    if (extent.nodes > limits_.nodes)
        return bad(event, fmt::format("has more than {} values", limits_.nodes), ErrorCode::limit);
    WARD_TRY_VOID(builder_.add(original, extent.nodes));
    value_done();
    return {};
}

}  // namespace

Result<Node> parse_yaml(std::string_view text, std::string_view name, const DocumentLimits& limits) {
    WARD_TRY(text, document_text(text, name, limits));
    return YamlReader(text, name, limits).read();
}

}  // namespace ward
