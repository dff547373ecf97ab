// A fake NVRTC: it reads a source's kernels' names and makes a small file that looks like a cubin to the fake driver.
// It compiles nothing; that the sources compile is what the real NVRTC is asked.
#include "fakes.h"

#include <cstdlib>
#include <cstring>
#include <set>

using namespace fakes;
#define LOCKED std::lock_guard<std::recursive_mutex> held(lock())

namespace {

enum { success = 0, invalidInput = 3, invalidProgram = 4, invalidOption = 5, compilation = 6 };

struct Program {
    std::string source, name, log, cubin, ptx;
};

bool isWord(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The names in `KERNEL(name)` and `__global__ void name(`, but for a macro's definition.
std::set<std::string> kernels(const std::string &source) {
    std::set<std::string> found;
    size_t begin = 0;
    while (begin < source.size()) {
        size_t end = source.find('\n', begin);
        if (end == std::string::npos) end = source.size();
        std::string line = source.substr(begin, end - begin);
        begin = end + 1;
        // The name may stand on the next line.
        if (line.size() >= 7 && line.compare(line.size() - 7, 7, "KERNEL(") == 0) {
            while (begin < source.size() && source[begin] == ' ') ++begin;
            end = source.find('\n', begin);
            if (end == std::string::npos) end = source.size();
            line += source.substr(begin, end - begin);
            begin = end + 1;
        }
        if (line.find("#define") != std::string::npos) continue;
        const size_t comment = line.find("//");
        if (comment != std::string::npos) line.resize(comment);
        for (const char *mark : {"KERNEL(", "__global__ void "}) {
            const size_t at = line.find(mark);
            if (at == std::string::npos || (at > 0 && isWord(line[at - 1]))) continue;
            size_t from = at + std::strlen(mark), to = from;
            while (to < line.size() && isWord(line[to])) ++to;
            if (to > from) found.insert(line.substr(from, to - from));
        }
    }
    return found;
}

/// 64 bytes of an ELF file for a GPU, then the sections' names where a real one has them too.
std::string cubin(int arch, const std::set<std::string> &names) {
    std::string file(64, '\0');
    std::memcpy(&file[0], "\177ELF\2\1\1\101\10", 9);
    file[16] = 2;
    file[18] = static_cast<char>(190);
    file[20] = 1;
    file[48] = 4;
    file[49] = static_cast<char>(arch);
    for (const std::string &name : names) file += ".text." + name + '\0';
    return file;
}

}  // namespace

EXPORT int nvrtcVersion(int *major, int *minor) {
    LOCKED;
    if (int code = entered("nvrtcVersion")) return code;
    *major = settings().nvrtcMajor;
    *minor = settings().nvrtcMinor;
    return success;
}

EXPORT int nvrtcGetNumSupportedArchs(int *count) {
    LOCKED;
    if (int code = entered("nvrtcGetNumSupportedArchs")) return code;
    *count = static_cast<int>(settings().archs.size());
    return success;
}

EXPORT int nvrtcGetSupportedArchs(int *archs) {
    LOCKED;
    if (int code = entered("nvrtcGetSupportedArchs")) return code;
    std::memcpy(archs, settings().archs.data(), settings().archs.size() * sizeof(int));
    return success;
}

EXPORT const char *nvrtcGetErrorString(int code) {
    switch (code) {
        case success: return "NVRTC_SUCCESS";
        case invalidInput: return "NVRTC_ERROR_INVALID_INPUT";
        case invalidProgram: return "NVRTC_ERROR_INVALID_PROGRAM";
        case invalidOption: return "NVRTC_ERROR_INVALID_OPTION";
        case compilation: return "NVRTC_ERROR_COMPILATION";
        default: return "NVRTC_ERROR unknown";
    }
}

EXPORT int nvrtcCreateProgram(void **program, const char *source, const char *name, int headers,
                              const char *const *, const char *const *) {
    LOCKED;
    if (int code = entered("nvrtcCreateProgram")) return code;
    if (!program || !source || headers != 0) return refuse(invalidInput, "nvrtcCreateProgram: no source, or headers");
    *program = new Program{source, name ? name : "default_program", "", "", ""};
    return success;
}

EXPORT int nvrtcDestroyProgram(void **program) {
    LOCKED;
    if (int code = entered("nvrtcDestroyProgram")) return code;
    if (!program || !*program) return invalidProgram;
    delete static_cast<Program *>(*program);
    *program = nullptr;
    return success;
}

EXPORT int nvrtcCompileProgram(void *handle, int count, const char *const *options) {
    LOCKED;
    const int fault = entered("nvrtcCompileProgram");
    Program *program = static_cast<Program *>(handle);
    if (!program) return invalidProgram;
    std::string architecture;
    bool fused = true;
    for (int i = 0; i < count; ++i) {
        const std::string option = options[i], key = "--gpu-architecture=";
        if (option.compare(0, key.size(), key) == 0) architecture = option.substr(key.size());
        if (option == "--fmad=false") fused = false;
    }
    if (fused) return refuse(invalidOption, "kernels are compiled with --fmad=false");
    const bool real = architecture.compare(0, 3, "sm_") == 0;
    if (!real && architecture.compare(0, 8, "compute_") != 0) {
        program->log = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n";
        return invalidOption;
    }
    const int arch = std::atoi(architecture.c_str() + (real ? 3 : 8));
    bool known = false;
    for (int one : settings().archs) known = known || one == arch;
    if (!known) {
        program->log = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n";
        return invalidOption;
    }
    const size_t wrong = program->source.find("this is not C++");
    if (fault || wrong != std::string::npos) {
        long line = 1;
        for (size_t i = 0; i < program->source.size() && i < wrong; ++i) line += program->source[i] == '\n';
        program->log = program->name + "(" + std::to_string(line) + "): error: this is not C++\n\n1 error detected in the "
            "compilation of \"" + program->name + "\".\n";
        return fault ? fault : static_cast<int>(compilation);
    }
    const std::set<std::string> names = kernels(program->source);
    if (real) {
        program->cubin = cubin(arch, names);
    } else {
        program->ptx = "//\n.version 8.8\n.target sm_" + std::to_string(arch) + "\n";
        for (const std::string &name : names) program->ptx += ".visible .entry " + name + "(\n)\n";
        program->ptx += '\0';
    }
    return success;
}

EXPORT int nvrtcGetProgramLogSize(void *handle, size_t *bytes) {
    LOCKED;
    if (int code = entered("nvrtcGetProgramLogSize")) return code;
    *bytes = static_cast<Program *>(handle)->log.size() + 1;
    return success;
}

EXPORT int nvrtcGetProgramLog(void *handle, char *log) {
    LOCKED;
    if (int code = entered("nvrtcGetProgramLog")) return code;
    std::memcpy(log, static_cast<Program *>(handle)->log.c_str(), static_cast<Program *>(handle)->log.size() + 1);
    return success;
}

EXPORT int nvrtcGetCUBINSize(void *handle, size_t *bytes) {
    LOCKED;
    if (int code = entered("nvrtcGetCUBINSize")) return code;
    *bytes = static_cast<Program *>(handle)->cubin.size();
    return success;
}

EXPORT int nvrtcGetCUBIN(void *handle, char *cubin) {
    LOCKED;
    if (int code = entered("nvrtcGetCUBIN")) return code;
    std::memcpy(cubin, static_cast<Program *>(handle)->cubin.data(), static_cast<Program *>(handle)->cubin.size());
    return success;
}

EXPORT int nvrtcGetPTXSize(void *handle, size_t *bytes) {
    LOCKED;
    if (int code = entered("nvrtcGetPTXSize")) return code;
    *bytes = static_cast<Program *>(handle)->ptx.size();
    return success;
}

EXPORT int nvrtcGetPTX(void *handle, char *ptx) {
    LOCKED;
    if (int code = entered("nvrtcGetPTX")) return code;
    std::memcpy(ptx, static_cast<Program *>(handle)->ptx.data(), static_cast<Program *>(handle)->ptx.size());
    return success;
}
