# The run image: Debian, the machine's own extra CA certificates, and the user that Cloud Native Buildpacks ask for.
FROM predictionio-stack/base
COPY ca-certificates/ /usr/local/share/ca-certificates/
RUN update-ca-certificates \
 && groupadd --gid 1000 cnb \
 && useradd --uid 1000 --gid 1000 --create-home --shell /bin/bash cnb
LABEL io.buildpacks.base.distro.name="debian" io.buildpacks.base.distro.version="13"
USER 1000:1000
