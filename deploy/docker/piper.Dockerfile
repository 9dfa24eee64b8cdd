# Piper's own HTTP server (GPL-3.0), as a program of its own beside the companion.
ARG PYTHON_IMAGE=python:3.12-slim-bookworm
FROM ${PYTHON_IMAGE}
RUN pip install --no-cache-dir 'piper-tts[http]==1.3.0' && useradd --create-home piper \
  && mkdir /voices && chown piper /voices
USER piper
WORKDIR /voices
VOLUME /voices
EXPOSE 5000
ENV VOICE=en_US-lessac-medium
# Fetches the voice once; after that it needs no network.
CMD ["sh", "-c", "[ -f \"$VOICE.onnx\" ] || python3 -m piper.download_voices \"$VOICE\"; exec python3 -m piper.http_server --host 0.0.0.0 --port 5000 --data-dir /voices -m \"$VOICE\""]
