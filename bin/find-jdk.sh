# Sourced by bin/braid, check and .ci/run: exports JAVA_HOME of a JDK 25 or newer (25 first), or says
# what is missing. Looks at JAVA_HOME, java on the path, then the usual folders.

braid_jdk_version() { # HOME -> its major version, nothing when HOME holds no JDK
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  local line
  if [[ -r $1/release ]]; then
    line=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
  else
    line=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p')
  fi
  printf '%s' "$line"
}

braid_find_jdk() {
  local home version newer='' seen='' path_java
  path_java=$(command -v java || true)
  [[ -n $path_java ]] && path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")")
  for home in "${JAVA_HOME:-}" "$path_java" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n $home && -d $home ]] || continue
    version=$(braid_jdk_version "$home")
    [[ -n $version ]] || continue
    seen+=" $version"
    if ((version == 25)); then
      export JAVA_HOME=$home
      return 0
    fi
    if ((version > 25)) && [[ -z $newer ]]; then newer=$home; fi
  done
  if [[ -n $newer ]]; then
    export JAVA_HOME=$newer
    return 0
  fi
  local found='no JDK was found'
  [[ -n $seen ]] && found="found only JDK$(tr ' ' '\n' <<<"$seen" | sort -un | tr '\n' ' ' | sed 's/ $//')"
  echo "braid: needs JDK 25, $found. Get one with 'apt-get install openjdk-25-jdk' (Debian 13 or newer), or unpack a vendor's build and name it with JAVA_HOME." >&2
  return 1
}
