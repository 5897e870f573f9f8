// Files, modules and facts of a package.
#include "judges/vet/flow/analysis.h"

#include <algorithm>

#include <fmt/core.h>

#include "judges/vet/flow/texts.h"

namespace ward::vet {

// The package as its own root.
class Analysis::PackageFiles : public javascript::FileTable {
  public:
    explicit PackageFiles(const npm::Package& package) : package_(package) {
        for (const npm::PackageFile& one : package.files)
            for (size_t slash = one.path.find('/'); slash != std::string::npos; slash = one.path.find('/', slash + 1))
                folders_.emplace(one.path.substr(0, slash), true);
    }
    bool is_file(std::string_view path) const override { return package_.find(path.substr(1)) != nullptr; }
    bool is_folder(std::string_view path) const override {
        return path == "/" || folders_.contains(std::string(path.substr(1)));
    }
    std::optional<std::string> read(std::string_view path) const override {
        const npm::PackageFile* file = package_.find(path.substr(1));
        if (file == nullptr) return std::nullopt;
        return std::string(file->bytes);
    }

  private:
    const npm::Package& package_;
    std::unordered_map<std::string, bool> folders_;
};

Analysis::Analysis(const npm::Package& read, const FlowLimits& given)
    : package(read),
      limits(given),
      graph(given.slots, given.held),
      knowledge(names),
      functions(1),
      calls(1),
      taints(1),
      modules(1),
      files_(std::make_unique<PackageFiles>(read)),
      resolver_(std::make_unique<javascript::Resolver>(*files_)) {
    known.arguments = names.intern("arguments");
    known.exports = names.intern("exports");
    known.default_ = names.intern("default");
    known.prototype = names.intern("prototype");
    known.length = names.intern("length");
    known.constructor = names.intern("constructor");
    known.then = names.intern("then");
    known.call = names.intern("call");
    known.apply = names.intern("apply");
    known.bind = names.intern("bind");
    known.value = names.intern("value");
    known.any = names.intern("*");
    known.emitted = names.intern("*emitted");
    known.input = names.intern("input");
    for (const std::string_view one :
         {"host",   "hostname", "port",    "family",     "agent",      "ca",           "cert",
          "key",    "pfx",      "proxy",   "passphrase", "socketPath", "localAddress", "servername",
          "lookup", "method",   "timeout", "dispatcher", "httpsAgent", "httpAgent"})
        graph.destination_options.push_back(names.intern(one));
    for (const std::string_view one : {"headers", "auth", "Authorization", "authorization"})
        graph.header_options.push_back(names.intern(one));
}

Fact Analysis::taint(TaintKind kind, NameIndex label) {
    for (uint32_t i = 1; i < taints.size(); ++i)
        if (taints[i].kind == kind && taints[i].label == label) return {FactKind::taint, i};
    taints.push_back({kind, label});
    return {FactKind::taint, static_cast<uint32_t>(taints.size() - 1)};
}

SlotIndex Analysis::entity_slot(EntityIndex entity, uint32_t file, uint32_t offset) {
    if (entity == 0) return 0;
    const SlotIndex slot = graph.add_slot(file, offset);
    graph.hold(slot, {FactKind::entity, entity}, 0);
    return slot;
}

// Paths have one slot for all places where they are written: one place writes the file, another runs it.
SlotIndex Analysis::literal(std::string_view written, uint32_t file, uint32_t offset) {
    const std::string_view credential = credential_path_in(written);
    const bool telling = is_telling(written);
    if (credential.empty() && !written.contains("://")) {
        const bool is_path = written.size() >= 3 && written.size() < 200 &&
                             written.find_first_of("./") != std::string_view::npos &&
                             written.find_first_of(" \n\t<>{}()") == std::string_view::npos;
        if (is_path) {
            SlotIndex& slot = paths_[names.intern(written)];
            if (slot == 0) {
                slot = graph.add_slot(file, offset);
                graph.hold(slot, text(names.intern(written)), 0);
            }
            return slot;
        }
    }
    if (credential.empty() && !telling) return 0;
    const SlotIndex slot = graph.add_slot(file, offset);
    if (!credential.empty()) graph.hold(slot, taint(TaintKind::credential_path, names.intern(credential)), 0);
    if (telling) graph.hold(slot, text(names.intern(written)), 0);
    return slot;
}

uint32_t Analysis::own_object(uint32_t function) {
    if (functions[function].object == 0) functions[function].object = graph.add_object();
    return functions[function].object;
}

uint32_t Analysis::instances(uint32_t function, uint32_t file, uint32_t offset) {
    if (functions[function].instances == 0) {
        const uint32_t object = graph.add_object();
        functions[function].instances = object;
        graph.objects[object].prototype = graph.add_slot(file, offset);
        graph.hold(functions[function].self, {FactKind::object, object}, 0);
        graph.hold(graph.property(own_object(function), known.prototype, file, offset), {FactKind::object, object}, 0);
    }
    return functions[function].instances;
}

SlotIndex Analysis::add_call(Call call) {
    const SlotIndex callee = call.callee;
    const SlotIndex result = call.result;
    calls.push_back(std::move(call));
    graph.add_use(callee, UseKind::call, static_cast<uint32_t>(calls.size() - 1));
    return result;
}

SlotIndex Analysis::call_back(const Call& of, SlotIndex callee, std::vector<SlotIndex> arguments) {
    if (callee == 0) return 0;
    Call call;
    call.callee = callee;
    call.arguments = std::move(arguments);
    call.file = of.file;
    call.offset = of.offset;
    call.result = graph.add_slot(of.file, of.offset);
    return add_call(std::move(call));
}

SlotIndex Analysis::element_of(SlotIndex slot, uint32_t file, uint32_t offset) {
    if (slot == 0) return 0;
    const SlotIndex element = graph.add_slot(file, offset);
    graph.add_use(slot, UseKind::any_member, element);
    return element;
}

void Analysis::add_sink(SinkKind kind, SlotIndex value, const Call& call, std::string_view what) {
    const SlotIndex slot = graph.add_slot(call.file, call.offset);
    graph.add_use(value, UseKind::absorb, slot);
    sinks.push_back({kind, slot, 0, call.file, call.offset, std::string(what)});
}

NameIndex Analysis::stand_in_of(NameIndex key) const {
    for (auto found = stand_ins.find(key); found != stand_ins.end(); found = stand_ins.find(key)) key = found->second;
    return key;
}

void Analysis::take_for_one(NameIndex key, NameIndex other) {
    const NameIndex first = stand_in_of(key);
    const NameIndex second = stand_in_of(other);
    // Always towards the smaller one, so that there is no circle.
    if (first != second) stand_ins.emplace(std::max(first, second), std::min(first, second));
}

uint32_t Analysis::module_of(const std::string& path) {
    const auto found = module_by_path_.find(path);
    if (found != module_by_path_.end()) return found->second;
    const npm::PackageFile* file = package.find(path);
    if (file == nullptr) return 0;
    const auto module = static_cast<uint32_t>(modules.size());
    module_by_path_.emplace(path, module);
    Module made;
    made.path = path;
    made.bytes = file->bytes;
    made.exports_object = graph.add_object();
    made.exports = graph.add_slot(module, 0);
    graph.hold(made.exports, {FactKind::object, made.exports_object}, 0);
    modules.push_back(made);
    pending_.push_back(module);
    return module;
}

Analysis::Requested Analysis::request(std::string_view specifier, uint32_t file, javascript::Loader loader,
                                      uint32_t offset) {
    if (const EntityIndex entity = knowledge.module(specifier); entity != 0)
        return {entity_slot(entity, file, offset), false, true};
    if (specifier.empty() || specifier.size() > 4096) return {};
    const javascript::Resolution found = resolver_->resolve(specifier, "/" + modules[file].path, loader);
    if (found.path.empty()) return {};
    const uint32_t module = module_of(found.path.substr(1));
    if (module == 0) return {};
    return {modules[module].exports, modules[module].is_module, false};
}

void Analysis::read_module(uint32_t module) {
    const std::string path = modules[module].path;
    const uint64_t size = modules[module].bytes.size();
    if (path.ends_with(".json") || path.ends_with(".node") || path.ends_with(".wasm")) return;
    if (size > limits.file_bytes) {
        reading.skipped.push_back(
            {path, SkipKind::unread,
             fmt::format("values are not followed in files of more than {} bytes", limits.file_bytes)});
        return;
    }
    if (reading.bytes + size > limits.package_bytes) {
        if (!budget_told_)
            reading.skipped.push_back(
                {path, SkipKind::unread,
                 fmt::format("values are followed in {} bytes of a package, from here on not", limits.package_bytes)});
        budget_told_ = true;
        return;
    }
    ++reading.files;
    reading.bytes += size;
    walk_file(*this, module);
}

void Analysis::read_pending() {
    while (!pending_.empty()) {
        const uint32_t module = pending_.back();
        pending_.pop_back();
        read_module(module);
    }
}

FlowReading Analysis::run(std::span<const std::string> reachable) {
    std::vector<std::string> paths(reachable.begin(), reachable.end());
    std::ranges::sort(paths);
    for (const std::string& path : paths) module_of(path);
    std::ranges::reverse(pending_);
    // What is solved may ask for further modules.
    while (!pending_.empty()) {
        read_pending();
        graph.solve([&](SlotIndex slot, Fact fact, const Use& use) { apply(slot, fact, use); });
    }
    if (graph.is_full())
        reading.skipped.push_back({package.label, SkipKind::unread, "values flow in too many ways to follow all"});
    report(*this);
    return std::move(reading);
}

FlowReading read_flows(const npm::Package& package, std::span<const std::string> reachable, const FlowLimits& limits) {
    return Analysis(package, limits).run(reachable);
}

}  // namespace ward::vet
