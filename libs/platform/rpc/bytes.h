#ifndef CARTERA_LIBS_PLATFORM_RPC_BYTES_H_
#define CARTERA_LIBS_PLATFORM_RPC_BYTES_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/strings/string_view.h"

// Between gRPC's buffers and strings. Included by this folder's .cc files only.
namespace cartera::rpc {

inline grpc::ByteBuffer ToBuffer(absl::string_view bytes) {
  grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

inline std::string FromBuffer(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return std::string();
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_BYTES_H_
